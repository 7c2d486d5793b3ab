package dev.rangefinder.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Modules as a user's PyTorch exports them. */
public final class TorchScripts implements AutoCloseable {

    private static final String PRELUDE = """
            import torch
            from torch import nn
            torch.manual_seed(1)
            path = "%s"

            class Small(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.conv = nn.Conv2d(1, 8, 5, stride=2)
                    self.norm = nn.BatchNorm2d(8)
                    self.drop = nn.Dropout(0.2)
                    self.out = nn.Linear(8 * 12 * 12, 10)
                def forward(self, x):
                    x = self.drop(torch.relu(self.norm(self.conv(x))))
                    return self.out(x.view(x.size(0), -1))

            class Around(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.out = nn.Linear(784, 10)
            %s
            """;

    private final Python python;
    private final Path directory;

    public TorchScripts(Python python, Path directory) {
        this.python = python;
        this.directory = directory;
    }

    /** A small convolutional net with batch norm and dropout, for images of 28×28×1 in ten classes. */
    public byte[] small() throws IOException {
        return file("torch.jit.script(Small()).save(path)");
    }

    /**
     * A program that exports a linear layer of 784 numbers in ten classes, and what a forward makes of it.
     *
     * @param forward the body of {@code forward(self, x)}, where {@code x} is {@code batch × 1 × 28 × 28}
     */
    public static String around(String forward) {
        return "    def forward(self, x):\n" + forward.indent(8) + "torch.jit.script(Around()).save(path)";
    }

    /** What a program writes to {@code path}; it may use the classes above. */
    public byte[] file(String program) throws IOException {
        Path file = Files.createTempFile(directory, "module", ".pt");
        // a file of its own: TorchScript reads the source of what it compiles
        Path source =
                Files.writeString(Files.createTempFile(directory, "exports", ".py"), PRELUDE.formatted(file, program));
        String ignored = python.run("import runpy; runpy.run_path('%s', run_name='exports')".formatted(source));
        return Files.readAllBytes(file);
    }

    @Override
    public void close() {
        python.close();
    }
}

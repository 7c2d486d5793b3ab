package dev.rangefinder.trainer.djl.network;

/** The parts of a transformer as PyTorch computes them, for the body of a Python function that has its {@code take()}. */
public final class TorchTransformer {

    /** Each takes its weights in the order in which our own network lists them. */
    public static final String PARTS = """
            def project(x):
                return F.linear(x, take(), take())
            def layer_norm(x):
                return F.layer_norm(x, x.shape[-1:], take(), take())
            def attend(x, heads, causal):
                n, t, c = x.shape
                q, k, v = (y.view(n, t, heads, c // heads).transpose(1, 2) for y in project(x).split(c, 2))
                alike = q @ k.transpose(2, 3) / math.sqrt(c // heads)
                if causal:
                    alike = alike.masked_fill(torch.ones(t, t).triu(1) == 1, -math.inf)
                return project((alike.softmax(3) @ v).transpose(1, 2).reshape(n, t, c))
            def transformer(x, depth, heads, causal):
                for i in range(depth):
                    x = x + attend(layer_norm(x), heads, causal)
                    x = x + project(F.gelu(project(layer_norm(x))))
                return layer_norm(x)
            """.indent(4);

    private TorchTransformer() {}
}

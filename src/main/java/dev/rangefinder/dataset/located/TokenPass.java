package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.text.TextOptions;
import dev.rangefinder.dataset.format.text.TokenCounts;
import dev.rangefinder.dataset.samples.StoredData;
import java.io.IOException;
import java.util.List;

/** Each token must be one of the vocabulary. How often each comes is counted. */
final class TokenPass extends CheckPass {

    private static final int TOKENS_AT_A_TIME = 1 << 16;

    private final TextOptions wanted;
    private final TokenCounts counts;
    private final LocatedSamples train;
    private final LocatedSamples test;

    TokenPass(StoredData data, CheckState state) throws IOException {
        super(data, state);
        this.wanted = TextOptions.of(Manifest.of(data.directory()).options());
        this.counts = state.gathered().hasRemaining()
                ? TokenCounts.read(state.gathered(), wanted.kinds())
                : new TokenCounts(wanted.kinds());
        this.train = LocatedSamples.training(data);
        this.test = LocatedSamples.test(data);
    }

    @Override
    public void keep() throws IOException {
        CheckState.write(data().directory(), checked(), counts.bytes(), counts::write);
    }

    @Override
    int check(boolean isTraining, int from, int end) throws IOException {
        LocatedSamples samples = isTraining ? train : test;
        long[] tokens = new long[Math.min(TOKENS_AT_A_TIME, end - from)];
        samples.readTokens(from, tokens);
        for (int i = 0; i < tokens.length; i++) {
            int token = wanted.checked(
                    tokens[i],
                    from + (long) i,
                    (found, expected) -> Place.invalid(samples.fileOf(0), found + " of its part", expected));
            if (isTraining) {
                counts.train(token);
            } else {
                counts.test(token);
            }
        }
        return tokens.length;
    }

    @Override
    public Description found(Description before) {
        return counts.description(before.split(), wanted, List.of());
    }

    @Override
    public void close() throws IOException {
        try (train) {
            test.close();
        }
    }
}

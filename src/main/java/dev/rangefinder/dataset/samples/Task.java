package dev.rangefinder.dataset.samples;

/** What is learned from the samples of a data set. */
public enum Task {
    /** Each sample is of one class. */
    CLASSIFICATION(Score.ACCURACY),
    /** The samples are the tokens of a text: each is to be told from those before it. */
    NEXT_TOKEN(Score.ACCURACY),
    /** Each sample has a real number. */
    REGRESSION(Score.R2);

    private final Score score;

    Task(Score score) {
        this.score = score;
    }

    /** What is said beside the loss. */
    public Score score() {
        return score;
    }

    /** How well samples are answered, beside the loss: the more the better, and 1 at best. */
    public enum Score {
        /** The share of labels that are told right. */
        ACCURACY("accuracy", "Accuracy"),
        /** 1 minus the mean squared error over the variance of the labels: 0 for the constant that is best. */
        R2("R²", "R²");

        private final String inWords;
        private final String atTheBeginning;

        Score(String inWords, String atTheBeginning) {
            this.inWords = inWords;
            this.atTheBeginning = atTheBeginning;
        }

        /** As people call it. */
        public String inWords() {
            return inWords;
        }

        /** Likewise, at the beginning of a sentence. */
        public String atTheBeginning() {
            return atTheBeginning;
        }
    }
}

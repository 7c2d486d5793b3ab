package dev.rangefinder.comparison.judge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one test says among several (Holm, Scandinavian Journal of Statistics 6, 1979, 65-70): they are done in the order
 * of their p, the first at the error rate over their number, each further one at that over one less, until one does
 * not tell apart.
 *
 * @param error at which it was done
 * @param tellsApart whether it does
 */
record HolmTest(Pairs pairs, double error, boolean tellsApart) {

    static List<HolmTest> of(List<Pairs> all, double errorRate) {
        List<Pairs> inOrder = new ArrayList<>(all);
        inOrder.sort(Comparator.comparingDouble(Pairs::p).thenComparing(Pairs::entry));
        List<HolmTest> done = new ArrayList<>();
        double error = 0;
        boolean isOpen = true;
        for (int i = 0; i < inOrder.size(); i++) {
            if (isOpen) {
                error = errorRate / (inOrder.size() - i);
                isOpen = inOrder.get(i).p() <= error;
            }
            done.add(new HolmTest(inOrder.get(i), error, isOpen));
        }
        return done;
    }
}

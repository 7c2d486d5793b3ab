package dev.rangefinder.dataset;

/**
 * What the images of {@link Shapes} show. Each figure is a signed distance: below 0 inside, in units of the figure's
 * size; {@code x} goes right, {@code y} down, {@code t} is half the thickness of its lines.
 */
enum Figure {
    DISC {
        @Override
        double distance(double x, double y, double t) {
            return length(x, y) - 0.9;
        }
    },
    RING {
        @Override
        double distance(double x, double y, double t) {
            return Math.abs(length(x, y) - 0.8) - t;
        }
    },
    SQUARE {
        @Override
        double distance(double x, double y, double t) {
            return Math.max(Math.abs(x), Math.abs(y)) - 0.8;
        }
    },
    TRIANGLE {
        @Override
        double distance(double x, double y, double t) {
            return Math.max(y, COS_30 * Math.abs(x) - 0.5 * y) - 0.5;
        }
    },
    PLUS {
        @Override
        double distance(double x, double y, double t) {
            double along = Math.max(Math.abs(x), Math.abs(y));
            double across = Math.min(Math.abs(x), Math.abs(y));
            return Math.max(along - 1, across - t);
        }
    },
    CROSS {
        @Override
        double distance(double x, double y, double t) {
            return PLUS.distance(COS_45 * (x + y), COS_45 * (x - y), t);
        }
    },
    STAR {
        // I. Quilez's five-pointed star: the plane is folded into one half of one point.
        @Override
        double distance(double x, double y, double t) {
            double u = Math.abs(x);
            double fold = 2 * Math.max(COS_36 * u + SIN_36 * y, 0);
            u -= fold * COS_36;
            double v = -y + fold * SIN_36;
            fold = 2 * Math.max(-COS_36 * u - SIN_36 * v, 0);
            u = Math.abs(u + fold * COS_36);
            v += fold * SIN_36 - 1;
            double edgeX = 0.45 * SIN_36;
            double edgeY = 0.45 * COS_36 - 1;
            double along = Math.clamp((u * edgeX + v * edgeY) / (edgeX * edgeX + edgeY * edgeY), 0, 1);
            double away = length(u - edgeX * along, v - edgeY * along);
            return v * edgeX < u * edgeY ? -away : away;
        }
    },
    BARS {
        @Override
        double distance(double x, double y, double t) {
            double nearest = Math.min(Math.abs(y), Math.abs(Math.abs(y) - 0.75));
            return Math.max(nearest - 0.75 * t, Math.abs(x) - 0.9);
        }
    },
    DIAGONALS {
        @Override
        double distance(double x, double y, double t) {
            double across = Math.abs(Math.abs(COS_45 * (x - y)) - 0.4);
            return Math.max(across - 0.75 * t, Math.abs(COS_45 * (x + y)) - 1);
        }
    },
    CRESCENT {
        @Override
        double distance(double x, double y, double t) {
            return Math.max(length(x, y) - 0.95, 0.85 - length(x - 0.55, y));
        }
    };

    private static final double COS_30 = 0.8660254037844386;
    private static final double COS_45 = 0.7071067811865476;
    private static final double COS_36 = 0.8090169943749475;
    private static final double SIN_36 = 0.5877852522924731;

    abstract double distance(double x, double y, double t);

    private static double length(double x, double y) {
        return Math.sqrt(x * x + y * y);
    }
}

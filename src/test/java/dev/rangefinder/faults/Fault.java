package dev.rangefinder.faults;

/** What can befall a service. */
enum Fault {
    KILL_TRAINER("SIGKILL of a trainer"),
    KILL_SERVER("SIGKILL of a server"),
    FREEZE_SERVER("SIGSTOP of a server past its lease, then SIGCONT"),
    TERMINATE_SERVER("SIGTERM of a server"),
    RESTART_DATABASE("restart of PostgreSQL");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}

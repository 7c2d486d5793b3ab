package dev.rangefinder.access;

/** Whether a key is asked for. */
enum AccessMode {
    /** As soon as there are keys or logins; a service without them listens on loopback alone. */
    AUTOMATIC,
    /** Never, whatever the address. */
    OPEN,
    /** Always. */
    KEYS
}

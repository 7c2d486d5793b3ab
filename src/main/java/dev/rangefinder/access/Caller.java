package dev.rangefinder.access;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: the holder of a key or of a login, or any client of a service that is open. A controller that takes one as
 * a parameter is given the caller of the request.
 *
 * @param name how the audit trail names the caller
 * @param boundTo the client whose runs the caller submits; null for any
 */
public record Caller(String name, Role role, @Nullable String boundTo) {

    /** Of a service that asks for no key. */
    public static final Caller ANYONE = new Caller("anyone", Role.ADMIN, null);

    public static Caller of(ApiKey key) {
        return new Caller("key " + key.name(), key.role(), key.client());
    }

    /** Whose the caller's uploads and requests are: the client's to which its key is bound, else its own. */
    public String owner() {
        return boundTo == null ? name : boundTo;
    }

    /**
     * Refuses what takes more.
     *
     * @throws RoleNeededException if the caller's role does not include that one
     */
    public void require(Role needed) {
        if (!role.includes(needed)) {
            throw new RoleNeededException(needed, role);
        }
    }

    /**
     * Whose resources a search gives: those of any client where the caller is not bound and names none.
     *
     * @throws OtherClientException if it names another client than the caller's
     */
    public @Nullable String searched(@Nullable String asked) {
        if (boundTo == null || asked == null || asked.equals(boundTo)) {
            return asked == null ? boundTo : asked;
        }
        throw new OtherClientException(
                "?client is %s, expected %s, to which the key is bound, or nothing.".formatted(asked, boundTo));
    }

    /**
     * Refuses to change what is another client's.
     *
     * @param owner asked only where the caller is bound
     * @throws OtherClientException if the caller is bound to another client
     */
    public void requireOwn(Supplier<String> owner) {
        if (boundTo != null && !boundTo.equals(owner.get())) {
            throw new OtherClientException("This is of the client %s, and the key that was sent is bound to %s."
                    .formatted(owner.get(), boundTo));
        }
    }

    /**
     * Whose a submission is.
     *
     * @param asked what it says
     * @param unsaid what it says if it says nothing
     * @throws OtherClientException if it names another client than the caller's
     */
    public String clientOf(String asked, String unsaid) {
        if (boundTo == null || asked.equals(boundTo)) {
            return asked;
        }
        if (!asked.equals(unsaid)) {
            throw new OtherClientException(
                    "/client is %s, expected %s, to which the key is bound, or nothing.".formatted(asked, boundTo));
        }
        return boundTo;
    }
}

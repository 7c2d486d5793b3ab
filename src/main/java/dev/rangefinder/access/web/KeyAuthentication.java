package dev.rangefinder.access.web;

import dev.rangefinder.access.ApiKeys;
import dev.rangefinder.access.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/** Knows the holder of a key by what a request sends as its bearer token. */
@Component
class KeyAuthentication implements AuthenticationProvider {

    private final ApiKeys keys;

    KeyAuthentication(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return BearerTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }

    /** None for what is no key, which may be the token of a login. */
    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        String text = ((BearerTokenAuthenticationToken) authentication).getToken();
        if (!ApiKeys.isKey(text)) {
            return null;
        }
        return keys.valid(text)
                .map(key -> Callers.known(Caller.of(key)))
                .orElseThrow(() -> new BadCredentialsException("no valid key"));
    }
}

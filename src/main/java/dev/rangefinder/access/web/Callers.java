package dev.rangefinder.access.web;

import dev.rangefinder.access.Caller;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives controllers the caller of the request. */
@Configuration(proxyBeanMethods = false)
class Callers implements WebMvcConfigurer, HandlerMethodArgumentResolver {

    /** Of the request that this thread serves. */
    static Caller current() {
        return of(SecurityContextHolder.getContext().getAuthentication()).orElse(Caller.ANYONE);
    }

    /** Empty for a request without a key or a login. */
    static Optional<Caller> of(@Nullable Authentication authentication) {
        return authentication instanceof Token token ? Optional.of(token.caller) : Optional.empty();
    }

    static AbstractAuthenticationToken known(Caller caller) {
        return new Token(caller);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Caller resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return current();
    }

    /** What Spring Security keeps of a caller while the request lasts. */
    private static final class Token extends AbstractAuthenticationToken {

        private final transient Caller caller;

        Token(Caller caller) {
            super(AuthorityUtils.NO_AUTHORITIES);
            this.caller = caller;
            setAuthenticated(true);
        }

        @Override
        public Object getCredentials() {
            return "";
        }

        @Override
        public Object getPrincipal() {
            return caller.name();
        }
    }
}

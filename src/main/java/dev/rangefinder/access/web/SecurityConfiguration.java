package dev.rangefinder.access.web;

import dev.rangefinder.access.Access;
import dev.rangefinder.access.Logins;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;

/**
 * Has Spring Security ask each request for a key or a login. There are no sessions, and so nothing that a page of
 * another site could have a browser send along; the headers that confine browsers are those of the room {@code ui}.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http, Access access, RouteRoles roles, AuthenticationManager callers, Refusals refusals) {
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                        .permitAll()
                        .anyRequest()
                        .access(roles))
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> callers)
                        .bearerTokenResolver(keysWhereAsked(access))
                        .authenticationEntryPoint(refusals)
                        .accessDeniedHandler(refusals))
                .exceptionHandling(exceptions ->
                        exceptions.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .addFilterBefore(new DatabaseAwayFilter(refusals), BearerTokenAuthenticationFilter.class)
                .build();
    }

    /** Where no key is asked for, none is looked at: a proxy may have words of its own in that header. */
    private static BearerTokenResolver keysWhereAsked(Access access) {
        BearerTokenResolver header = new DefaultBearerTokenResolver();
        return request -> access.isOpen() ? null : header.resolve(request);
    }

    @Bean
    AuthenticationManager authenticationManager(
            KeyAuthentication keys, ObjectProvider<JwtDecoder> decoder, Logins logins) {
        @Nullable JwtDecoder signatures = decoder.getIfAvailable();
        if (signatures == null) {
            return new ProviderManager(keys);
        }
        JwtAuthenticationProvider tokens = new JwtAuthenticationProvider(signatures);
        tokens.setJwtAuthenticationConverter(token -> Callers.known(logins.caller(token)));
        return new ProviderManager(keys, tokens);
    }

    /**
     * None: paths are matched by the same parser that finds the route, so that no spelling leads around a rule, and
     * what cannot be read is refused with its reason further in.
     */
    @Bean
    HttpFirewall httpFirewall() {
        return new HttpFirewall() {

            @Override
            public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
                return new FirewalledRequest(request) {
                    @Override
                    public void reset() {}
                };
            }

            @Override
            public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
                return response;
            }
        };
    }
}

# The official Maven image is the official JDK's with a Maven in it: mvnw would have to download one, and the JDK's image has neither curl nor wget.
FROM maven:3.9.16-eclipse-temurin-25 AS build
WORKDIR /source
ENV BUILD="compile jar:jar@default-jar spring-boot:repackage@repackage" MAVEN_ARGS="--batch-mode --no-transfer-progress"
# What must be downloaded depends on pom.xml alone: a layer that an edit of the sources leaves as it is. It is a layer and not a cache mount,
# so that docker-compose 1.29 can build it, too. The goals are named, since "package" would resolve what only the tests need.
COPY pom.xml ./
COPY src/main/java/dev/rangefinder/package-info.java src/main/java/dev/rangefinder/
RUN mvn $BUILD && rm -r target
COPY openapi.yaml ./
COPY db db
COPY src/main src/main
RUN mvn --offline $BUILD && java -Djarmode=tools -jar target/rangefinder-*.jar \
    extract --layers --application-filename rangefinder.jar --destination /layers

FROM eclipse-temurin:25-jre
RUN useradd --uid 10001 --create-home rangefinder && install --directory --owner=rangefinder --group=rangefinder /data
COPY --from=build /layers/dependencies /layers/snapshot-dependencies /rangefinder/
COPY --from=build /layers/application /rangefinder/
USER rangefinder
WORKDIR /data
VOLUME /data
# Inside of a container loopback is of no use to others; who may reach the port is said where it is published.
# So a key is asked for; the first one is made at the first start, unless RANGEFINDER_ACCESS=open.
ENV SERVER_ADDRESS=0.0.0.0 RANGEFINDER_DATA_DIRECTORY=/data RANGEFINDER_FIRST_KEY=/data/admin.key
EXPOSE 8080
# The image has no curl, but bash. Liveness, not readiness: a server whose database is away is not to be restarted.
HEALTHCHECK --interval=10s --timeout=10s --start-period=5m --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health/liveness HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
# The server's heap is Java's default, a quarter of the container's memory, which JDK_JAVA_OPTIONS can change and an option here could not:
# a trainer takes its memory beside it (docs/operations.md, "In a container").
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-jar", "/rangefinder/rangefinder.jar"]

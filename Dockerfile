FROM eclipse-temurin:25-jdk AS build
WORKDIR /source
COPY mvnw pom.xml openapi.yaml ./
COPY db db
COPY src src
RUN ./mvnw --batch-mode --no-transfer-progress -DskipTests package

FROM eclipse-temurin:25-jre
RUN useradd --uid 10001 --create-home rangefinder && install -d -o rangefinder /data
COPY --from=build /source/target/rangefinder-*.jar /rangefinder.jar
USER rangefinder
WORKDIR /data
VOLUME /data
# inside a container loopback is nobody's; who may reach it is the publisher's to say
ENV SERVER_ADDRESS=0.0.0.0 RANGEFINDER_DATA_DIRECTORY=/data
EXPOSE 8080
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-jar", "/rangefinder.jar"]

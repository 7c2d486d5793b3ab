package dev.rangefinder.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.clients.generated.ApiClient;
import dev.rangefinder.clients.generated.ApiException;
import dev.rangefinder.clients.generated.api.DataSetsApi;
import dev.rangefinder.clients.generated.api.RangeTestsApi;
import dev.rangefinder.clients.generated.api.SchedulesApi;
import dev.rangefinder.clients.generated.model.Architecture;
import dev.rangefinder.clients.generated.model.AskedSweep;
import dev.rangefinder.clients.generated.model.CosineRestartsPolicy;
import dev.rangefinder.clients.generated.model.CosineRestartsPolicyName;
import dev.rangefinder.clients.generated.model.DataSet;
import dev.rangefinder.clients.generated.model.ExtendedNumber;
import dev.rangefinder.clients.generated.model.ManagedSubmission;
import dev.rangefinder.clients.generated.model.Model;
import dev.rangefinder.clients.generated.model.NonFinite;
import dev.rangefinder.clients.generated.model.Optimizer;
import dev.rangefinder.clients.generated.model.Perceptron;
import dev.rangefinder.clients.generated.model.PerceptronName;
import dev.rangefinder.clients.generated.model.Policy;
import dev.rangefinder.clients.generated.model.RangeTest;
import dev.rangefinder.clients.generated.model.RangeTestReport;
import dev.rangefinder.clients.generated.model.Recommendation;
import dev.rangefinder.clients.generated.model.Reported;
import dev.rangefinder.clients.generated.model.ReportedExecution;
import dev.rangefinder.clients.generated.model.ReportedModel;
import dev.rangefinder.clients.generated.model.ReportedObservation;
import dev.rangefinder.clients.generated.model.ReportedSubmission;
import dev.rangefinder.clients.generated.model.ReportedWorkload;
import dev.rangefinder.clients.generated.model.Schedule;
import dev.rangefinder.clients.generated.model.ScheduleSubmission;
import dev.rangefinder.clients.generated.model.Sgd;
import dev.rangefinder.clients.generated.model.SgdType;
import dev.rangefinder.clients.generated.model.State;
import dev.rangefinder.clients.generated.model.StoredSchedule;
import dev.rangefinder.clients.generated.model.Submission;
import dev.rangefinder.clients.generated.model.Workload;
import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The main job by the client that OpenAPI Generator makes of the contract, as a user of another language meets it. */
@ServerTest
class GeneratedClientIntegrationTests {

    /** Neither 32 bits nor the 53 of a double hold it. */
    private static final long SEED = 9_007_199_254_740_993L;

    private static final int PATIENCE = 120_000; // ms, beyond a long poll

    @LocalServerPort
    private int port;

    private RangeTestsApi rangeTests;
    private DataSetsApi dataSets;
    private SchedulesApi schedules;

    @BeforeEach
    void connect() {
        ApiClient client =
                new ApiClient().setBasePath("http://127.0.0.1:" + port).setReadTimeout(PATIENCE);
        rangeTests = new RangeTestsApi(client);
        dataSets = new DataSetsApi(client);
        schedules = new SchedulesApi(client);
    }

    @Test
    void aManagedRangeTestOnUploadedData(@TempDir Path directory) throws ApiException, IOException {
        DataSet dataSet = upload(directory.resolve("points.csv"));
        assertThat(dataSet.getTrainSamples()).isEqualTo(300);
        Workload workload = new Workload()
                .dataset(dataSet.getName())
                .model(new Model(new Architecture(
                        new Perceptron().architecture(PerceptronName.MLP).hidden(List.of(16)))))
                .optimizer(new Optimizer(new Sgd().type(SgdType.SGD).momentum(0.9)))
                .batchSize(16);
        RangeTest submitted = rangeTests.submitRangeTest(
                new Submission(new ManagedSubmission()
                        .workload(workload)
                        .sweep(new AskedSweep().startLr(1e-4).endLr(2.0).iterations(200L))
                        .seed(SEED)),
                null);
        assertThat(submitted.getSeed()).isEqualTo(SEED);

        UUID id = submitted.getId();
        RangeTest over = submitted;
        while (over.getEndedAt() == null) {
            over = rangeTests.getRangeTest(id, "wait=60");
        }
        assertThat(over.getState()).isEqualTo(State.SUCCEEDED);
        assertThat(over.getWorkload().getWorkload().getOptimizer().getSgd().getMomentum())
                .isEqualTo(0.9);
        assertThat(rangeTests
                        .searchRangeTests(
                                null, dataSet.getName(), "sgd", 16, null, null, null, null, null, null, 10, null)
                        .getItems())
                .anyMatch(found -> found.getId().equals(id));
        assertThat(rangeTests
                        .getCurve(id, null, null)
                        .getRepeats()
                        .getFirst()
                        .getLoss()
                        .getFirst()
                        .getActualInstance())
                .isInstanceOf(Double.class);
        Recommendation recommendation = rangeTests.getRecommendation(id, null, null, null, null);
        assertThat(recommendation.getMaxLr()).isGreaterThan(recommendation.getBaseLr());
        Schedule schedule = schedule(id);
        assertThat(schedule.getRates()).hasSize(10);
        assertThat(schedule.getPolicy()).isEqualTo(Schedule.PolicyEnum.TRIANGULAR2);
        assertThat(rangeTests.getEvents(id, null)).contains("event: end");
    }

    private DataSet upload(Path file) throws ApiException, IOException {
        StringBuilder csv = new StringBuilder("x,y,label\n");
        for (int i = 0; i < 400; i++) {
            String label = Math.sin(i) > 0 ? "a" : "b";
            csv.append("%s,%s,%s%n".formatted(Math.sin(i), Math.cos(i * i), label));
        }
        Files.writeString(file, csv);
        return dataSets.uploadDataSet(
                "points-generated-client",
                "csv",
                null,
                null,
                null,
                null,
                null,
                List.of(file.toFile()),
                null,
                "label",
                true,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "0.25",
                SEED,
                null,
                null,
                null,
                null);
    }

    /** Ten rates from the fifth on, of a hundred iterations. */
    private Schedule schedule(UUID id) throws ApiException {
        return rangeTests.getSchedule(
                id,
                "triangular2",
                null,
                100L,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                5L,
                10L,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void aReportedRangeTestWithALossThatIsNoNumber() throws ApiException {
        ReportedSubmission submission = new ReportedSubmission()
                .execution(ReportedExecution.REPORTED)
                .workload(new ReportedWorkload()
                        .description("a net of ours")
                        .batchSize(32)
                        .iterationsPerEpoch(100L)
                        .model(new ReportedModel("ours")))
                .sweep(new AskedSweep().startLr(1e-4).endLr(1.0).iterations(100L));
        UUID id = rangeTests
                .submitRangeTest(new Submission(submission), "generated client " + UUID.randomUUID())
                .getId();
        List<ReportedObservation> observations = LongStream.rangeClosed(0, 40)
                .mapToObj(i -> new ReportedObservation()
                        .iteration(i)
                        .loss(i < 40 ? new ExtendedNumber(2.0 - i / 50.0) : new ExtendedNumber(NonFinite.NA_N)))
                .toList();
        Reported answer = rangeTests.reportObservations(id, new RangeTestReport().observations(observations));
        assertThat(answer.getStop()).isTrue();
        assertThat(answer.getReason()).isEqualTo(Reported.ReasonEnum.NOT_FINITE);
        List<ExtendedNumber> loss =
                rangeTests.getCurve(id, null, null).getRepeats().getFirst().getLoss();
        assertThat(loss.get(40).getActualInstance()).isEqualTo(NonFinite.NA_N);
    }

    @Test
    void aScheduleThatIsKept() throws ApiException {
        CosineRestartsPolicy policy = new CosineRestartsPolicy()
                .policy(CosineRestartsPolicyName.COSINE_RESTARTS)
                .etaMax(0.1)
                .T_0(50L)
                .tMult(2);
        StoredSchedule stored = schedules.keepSchedule(
                new ScheduleSubmission().schedule(new Policy(policy)).iterations(150L), null);
        assertThat(stored.getSchedule().getCosineRestartsPolicy().getEtaMax()).isEqualTo(0.1);
        assertThat(schedules
                        .getRates(stored.getId(), 0L, 3L, 1L, null, null, null, null)
                        .getRates())
                .first()
                .isEqualTo(0.1);
    }

    @Test
    void aProblemIsAnException() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> rangeTests.getRangeTest(UUID.randomUUID(), null))
                .satisfies(exception -> {
                    assertThat(exception.getCode()).isEqualTo(404);
                    assertThat(exception.getResponseBody()).contains("not-found");
                });
    }
}

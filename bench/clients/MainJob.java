import dev.rangefinder.generated.ApiClient;
import dev.rangefinder.generated.ApiException;
import dev.rangefinder.generated.api.DataSetsApi;
import dev.rangefinder.generated.api.RangeTestsApi;
import dev.rangefinder.generated.api.SchedulesApi;
import dev.rangefinder.generated.model.CosineRestartsPolicy;
import dev.rangefinder.generated.model.CosineRestartsPolicyName;
import dev.rangefinder.generated.model.Curve;
import dev.rangefinder.generated.model.DataSet;
import dev.rangefinder.generated.model.ExtendedNumber;
import dev.rangefinder.generated.model.ManagedExecution;
import dev.rangefinder.generated.model.ManagedSubmission;
import dev.rangefinder.generated.model.Model;
import dev.rangefinder.generated.model.NonFinite;
import dev.rangefinder.generated.model.Optimizer;
import dev.rangefinder.generated.model.Perceptron;
import dev.rangefinder.generated.model.PerceptronName;
import dev.rangefinder.generated.model.Policy;
import dev.rangefinder.generated.model.RangeTest;
import dev.rangefinder.generated.model.RangeTestReport;
import dev.rangefinder.generated.model.Recommendation;
import dev.rangefinder.generated.model.Reported;
import dev.rangefinder.generated.model.ReportedExecution;
import dev.rangefinder.generated.model.ReportedModel;
import dev.rangefinder.generated.model.ReportedObservation;
import dev.rangefinder.generated.model.ReportedSubmission;
import dev.rangefinder.generated.model.ReportedWorkload;
import dev.rangefinder.generated.model.Schedule;
import dev.rangefinder.generated.model.ScheduleSubmission;
import dev.rangefinder.generated.model.Sgd;
import dev.rangefinder.generated.model.SgdType;
import dev.rangefinder.generated.model.State;
import dev.rangefinder.generated.model.StoredSchedule;
import dev.rangefinder.generated.model.Submission;
import dev.rangefinder.generated.model.Sweep;
import dev.rangefinder.generated.model.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The main job by the Java client that OpenAPI Generator makes of the contract; the argument is the service's address. */
public final class MainJob {

    /** Neither 32 bits nor the 53 of a double hold it. */
    private static final long SEED = 9_007_199_254_740_993L;

    private final RangeTestsApi rangeTests;
    private final DataSetsApi dataSets;
    private final SchedulesApi schedules;

    private MainJob(String address) {
        ApiClient client = new ApiClient().setBasePath(address).setReadTimeout(120_000);
        rangeTests = new RangeTestsApi(client);
        dataSets = new DataSetsApi(client);
        schedules = new SchedulesApi(client);
    }

    public static void main(String[] arguments) throws Exception {
        MainJob job = new MainJob(arguments[0]);
        job.managed(job.upload());
        job.reported();
        job.stored();
        job.refused();
        System.out.println("java: the main job is done");
    }

    private DataSet upload() throws Exception {
        StringBuilder csv = new StringBuilder("x,y,label\n");
        for (int i = 0; i < 400; i++) {
            csv.append(Math.sin(i)).append(',').append(Math.cos(i * i)).append(',').append(Math.sin(i) > 0 ? "a" : "b").append('\n');
        }
        Path file = Files.writeString(Files.createTempFile("points", ".csv"), csv);
        DataSet dataSet = dataSets.uploadDataSet(
                "points-java", "csv", null, null, null, null, null, List.of(file.toFile()), null, "label", true, null, null, null, 0.25, SEED);
        Files.delete(file);
        check(dataSet.getTrainSamples() == 300, dataSet);
        return dataSet;
    }

    private void managed(DataSet dataSet) throws ApiException {
        Workload workload = new Workload()
                .dataset(dataSet.getName())
                .model(new Model(new Perceptron().architecture(PerceptronName.MLP).hidden(List.of(16))))
                .optimizer(new Optimizer(new Sgd().type(SgdType.SGD).momentum(0.9)))
                .batchSize(16);
        ManagedSubmission submission = new ManagedSubmission()
                .execution(ManagedExecution.MANAGED)
                .workload(workload)
                .sweep(new Sweep().startLr(1e-4).endLr(2.0).iterations(200L))
                .seed(SEED);
        RangeTest submitted = rangeTests.submitRangeTest(new Submission(submission), null);
        check(submitted.getSeed() == SEED, submitted);
        UUID id = submitted.getId();
        RangeTest over = submitted;
        while (over.getEndedAt() == null) {
            over = rangeTests.getRangeTest(id, "wait=60");
        }
        check(over.getState() == State.SUCCEEDED, over);
        check(over.getWorkload().getWorkload().getOptimizer().getSgd().getMomentum() == 0.9, over);
        check(rangeTests.searchRangeTests(null, dataSet.getName(), "sgd", 16, null, null, null, null, null, 10, null)
                        .getItems().stream().anyMatch(found -> found.getId().equals(id)), "the search");
        Curve curve = rangeTests.getCurve(id, null, null);
        check(curve.getRepeats().get(0).getLoss().get(0).getActualInstance() instanceof Double, curve);
        Recommendation recommendation = rangeTests.getRecommendation(id, null, null, null, null);
        check(recommendation.getMaxLr() > recommendation.getBaseLr(), recommendation);
        Schedule schedule = schedule(id);
        check(schedule.getRates().size() == 10 && schedule.getPolicy() == Schedule.PolicyEnum.TRIANGULAR2, schedule);
        check(rangeTests.getEvents(id, null).contains("event: end"), "the events");
    }

    private Schedule schedule(UUID id) throws ApiException {
        return rangeTests.getSchedule(
                id, "triangular2", 100L, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null, null, null, null, null, null, null, 5L, 10L, null, null, null, null, null, null);
    }

    private void reported() throws ApiException {
        ReportedSubmission submission = new ReportedSubmission()
                .execution(ReportedExecution.REPORTED)
                .workload(new ReportedWorkload()
                        .description("a net of ours")
                        .batchSize(32)
                        .iterationsPerEpoch(100L)
                        .model(new ReportedModel("ours")))
                .sweep(new Sweep().startLr(1e-4).endLr(1.0).iterations(100L));
        RangeTest submitted = rangeTests.submitRangeTest(new Submission(submission), "java " + UUID.randomUUID());
        check(submitted.getWorkload().getReportedWorkload().getDescription().equals("a net of ours"), submitted);
        List<ReportedObservation> observations = new ArrayList<>();
        for (long i = 0; i < 40; i++) {
            observations.add(new ReportedObservation().iteration(i).loss(new ExtendedNumber(2.0 - i / 50.0)));
        }
        observations.add(new ReportedObservation().iteration(40L).loss(new ExtendedNumber(NonFinite.NA_N)));
        Reported answer = rangeTests.reportObservations(submitted.getId(), new RangeTestReport().observations(observations));
        check(answer.getStop() && answer.getReason() == Reported.ReasonEnum.NOT_FINITE, answer);
        List<ExtendedNumber> loss =
                rangeTests.getCurve(submitted.getId(), null, null).getRepeats().get(0).getLoss();
        check(loss.get(40).getActualInstance() == NonFinite.NA_N, loss);
    }

    private void stored() throws ApiException {
        CosineRestartsPolicy policy = new CosineRestartsPolicy()
                .policy(CosineRestartsPolicyName.COSINE_RESTARTS)
                .etaMax(0.1)
                .T0(50L)
                .tMult(2);
        StoredSchedule stored =
                schedules.keepSchedule(new ScheduleSubmission().schedule(new Policy(policy)).iterations(150L), null);
        check(stored.getSchedule().getCosineRestartsPolicy().getEtaMax() == 0.1, stored);
        check(schedules.getRates(stored.getId(), 0L, 3L, 1L, null, null, null, null).getRates().get(0) == 0.1, "the rates");
    }

    private void refused() {
        try {
            rangeTests.getRangeTest(UUID.randomUUID(), null);
            throw new AssertionError("found what is not there");
        } catch (ApiException exception) {
            check(exception.getCode() == 404 && exception.getResponseBody().contains("not-found"), exception);
        }
    }

    private static void check(boolean holds, Object found) {
        if (!holds) {
            throw new AssertionError(found);
        }
    }
}

"""The main job by the client that OpenAPI Generator makes for Python: python3 job.py http://127.0.0.1:8080"""

import sys
import uuid

import rangefinder_generated as generated

NEITHER_32_BITS_NOR_A_DOUBLE = 9_007_199_254_740_993


def submit(range_tests, submission):
    return range_tests.submit_range_test(generated.Submission(submission), idempotency_key=str(uuid.uuid4()))


def managed(range_tests, dataset):
    submitted = submit(
        range_tests,
        generated.ManagedSubmission(
            workload=generated.Workload(
                dataset=dataset,
                model=generated.Model(generated.Architecture(generated.Perceptron(architecture="mlp", hidden=[16]))),
                optimizer=generated.Optimizer(generated.Sgd(type="sgd", momentum=0.9)),
                batch_size=16,
            ),
            sweep=generated.AskedSweep(start_lr=1e-4, end_lr=2.0, iterations=200),
            seed=NEITHER_32_BITS_NOR_A_DOUBLE,
        ),
    )
    assert submitted.seed == NEITHER_32_BITS_NOR_A_DOUBLE
    over = submitted
    while over.ended_at is None:
        over = range_tests.get_range_test(submitted.id, prefer="wait=60")
    assert over.state == generated.State.SUCCEEDED
    assert over.workload.actual_instance.optimizer.actual_instance.momentum == 0.9
    found = range_tests.search_range_tests(dataset=dataset, optimizer="sgd", batch_size=16).items
    assert submitted.id in [item.id for item in found]
    assert isinstance(range_tests.get_curve(over.id).repeats[0].loss[0].actual_instance, float)
    recommendation = range_tests.get_recommendation(over.id)
    assert recommendation.max_lr > recommendation.base_lr
    schedule = range_tests.get_schedule(over.id, "triangular2", iterations=100, var_from=5, count=10)
    assert schedule.policy == "triangular2" and len(schedule.rates) == 10
    assert "event: end" in range_tests.get_events(over.id)
    print(f"managed: {recommendation.verdict.value}, {recommendation.base_lr} to {recommendation.max_lr}")


def reported(range_tests):
    submitted = submit(
        range_tests,
        generated.ReportedSubmission(
            execution="reported",
            workload=generated.ReportedWorkload(
                description="a net of ours", batch_size=32, iterations_per_epoch=100, model=generated.ReportedModel("ours")
            ),
            sweep=generated.AskedSweep(start_lr=1e-4, end_lr=1.0, iterations=100),
        ),
    )
    losses = [generated.ExtendedNumber(2 - i / 50) for i in range(40)] + [generated.ExtendedNumber(generated.NonFinite.NAN)]
    observations = [generated.ReportedObservation(iteration=i, loss=loss) for i, loss in enumerate(losses)]
    answer = range_tests.report_observations(submitted.id, generated.RangeTestReport(observations=observations))
    assert answer.stop and answer.reason == "not_finite"
    assert range_tests.get_curve(submitted.id).repeats[0].loss[40].actual_instance == generated.NonFinite.NAN
    print("reported: stopped by a NaN")


def uploaded(data_sets):
    rows = ["x,y,label"] + [f"{i % 7},{i % 5},{'a' if i % 7 > i % 5 else 'b'}" for i in range(400)]
    return data_sets.upload_data_set(
        "points-generated-python",
        "csv",
        train=[("points.csv", "\n".join(rows).encode())],
        label="label",
        header=True,
        test_share="0.25",
        seed=NEITHER_32_BITS_NOR_A_DOUBLE,
    )


def kept(schedules):
    policy = generated.CosineRestartsPolicy(policy="cosine_restarts", eta_max=0.1, t_0=50, t_mult=2)
    stored = schedules.keep_schedule(generated.ScheduleSubmission(schedule=generated.Policy(policy), iterations=150))
    assert stored.schedule.actual_instance.eta_max == 0.1
    assert schedules.get_rates(stored.id, count=3).rates[0] == 0.1
    print("kept:", stored.id)


def refused(range_tests):
    try:
        range_tests.get_range_test(uuid.uuid4())
    except generated.ApiException as problem:
        assert problem.status == 404 and "not-found" in problem.body
        return print("refused: 404")
    raise AssertionError("found what is not there")


def main():
    with generated.ApiClient(generated.Configuration(host=sys.argv[1])) as client:
        range_tests = generated.RangeTestsApi(client)
        dataset = uploaded(generated.DataSetsApi(client))
        assert dataset.train_samples == 300
        managed(range_tests, dataset.name)
        reported(range_tests)
        kept(generated.SchedulesApi(client))
        refused(range_tests)


main()

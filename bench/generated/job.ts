// The main job by the client that OpenAPI Generator makes for TypeScript: node job.js http://127.0.0.1:8080
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as generated from './client';

// a number of JavaScript holds 53 bits
const MORE_THAN_32_BITS = 4_294_967_297;

const configuration = new generated.Configuration({ basePath: process.argv[2] });
const rangeTests = new generated.RangeTestsApi(configuration);
const dataSets = new generated.DataSetsApi(configuration);
const schedules = new generated.SchedulesApi(configuration);

async function managed(dataset: string) {
    const submitted = await rangeTests.submitRangeTest({
        idempotencyKey: randomUUID(),
        submission: {
            execution: 'managed',
            workload: {
                dataset,
                model: { architecture: 'mlp', hidden: [16] },
                optimizer: { type: 'sgd', momentum: 0.9 },
                batch_size: 16,
            },
            sweep: { start_lr: 1e-4, end_lr: 2, iterations: 200 },
            seed: MORE_THAN_32_BITS,
        },
    });
    assert.equal(submitted.seed, MORE_THAN_32_BITS);
    const id = submitted.id;
    let over = submitted;
    while (over.ended_at == null) {
        over = await rangeTests.getRangeTest({ id, prefer: 'wait=60' });
    }
    assert.equal(over.state, generated.State.Succeeded);
    const found = await rangeTests.searchRangeTests({ dataset, optimizer: 'sgd', batchSize: 16 });
    assert(found.items.some((item) => item.id === id));
    assert.equal(typeof (await rangeTests.getCurve({ id })).repeats[0].loss[0], 'number');
    const recommendation = await rangeTests.getRecommendation({ id });
    assert(recommendation.max_lr > recommendation.base_lr);
    const schedule = await rangeTests.getSchedule({ id, policy: 'triangular2', iterations: 100, from: 5, count: 10 });
    assert.equal(schedule.policy, 'triangular2');
    assert.equal(schedule.rates?.length, 10);
    assert((await rangeTests.getEvents({ id }))?.includes('event: end'));
    console.log(`managed: ${recommendation.verdict}, ${recommendation.base_lr} to ${recommendation.max_lr}`);
}

async function reported() {
    const { id } = await rangeTests.submitRangeTest({
        submission: {
            execution: 'reported',
            workload: { description: 'a net of ours', batch_size: 32, iterations_per_epoch: 100, model: 'ours' },
            sweep: { start_lr: 1e-4, end_lr: 1, iterations: 100 },
        },
    });
    const losses: generated.ExtendedNumber[] = [...Array.from({ length: 40 }, (_, i) => 2 - i / 50), generated.NonFinite.NaN];
    const answer = await rangeTests.reportObservations({
        id,
        rangeTestReport: { observations: losses.map((loss, iteration) => ({ iteration, loss })) },
    });
    assert(answer.stop);
    assert.equal(answer.reason, 'not_finite');
    assert.equal((await rangeTests.getCurve({ id })).repeats[0].loss[40], generated.NonFinite.NaN);
    console.log('reported: stopped by a NaN');
}

async function uploaded() {
    const rows = Array.from({ length: 400 }, (_, i) => `${i % 7},${i % 5},${i % 7 > i % 5 ? 'a' : 'b'}`);
    return dataSets.uploadDataSet({
        name: 'points-generated-typescript',
        format: 'csv',
        train: [new Blob([['x,y,label', ...rows].join('\n')])],
        label: 'label',
        header: true,
        testShare: '0.25',
        seed: MORE_THAN_32_BITS,
    });
}

async function kept() {
    const stored = await schedules.keepSchedule({
        scheduleSubmission: { schedule: { policy: 'cosine_restarts', eta_max: 0.1, T_0: 50, T_mult: 2 }, iterations: 150 },
    });
    assert.equal((await schedules.getRates({ id: stored.id, count: 3 })).rates?.[0], 0.1);
    console.log('kept:', stored.id);
}

async function refused() {
    await assert.rejects(rangeTests.getRangeTest({ id: randomUUID() }), (problem) => {
        return problem instanceof generated.ResponseError && problem.response.status === 404;
    });
    console.log('refused: 404');
}

async function main() {
    const dataset = await uploaded();
    assert.equal(dataset.train_samples, 300);
    await managed(dataset.name);
    await reported();
    await kept();
    await refused();
}

main().catch((failure) => {
    console.error(failure);
    process.exitCode = 1;
});

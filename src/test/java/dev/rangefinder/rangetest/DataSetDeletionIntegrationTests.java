package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.dataset.DataSetInUseException;
import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.UploadBody;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** A data set is deleted while a range test is submitted that names it: one of the two is refused. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class DataSetDeletionIntegrationTests {

    private static final Submission SUBMISSION = Json.MAPPER.readValue("""
            {"workload": {"dataset": "contested", "model": "mlp", "optimizer": {"type": "sgd"}, "batch_size": 2},
             "sweep": {"start_lr": 0.1, "end_lr": 1, "iterations": 10}}""", Submission.class);

    @Autowired
    private Tables tables;

    @Autowired
    private RangeTests rangeTests;

    @Autowired
    private DataSets dataSets;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private Api api;

    private final ExecutorService meanwhile = Executors.newVirtualThreadPerTaskExecutor();
    private UUID dataSet;
    private String contentHash;

    @BeforeEach
    void upload() {
        tables.empty();
        var answer = api.upload(UploadBody.small("contested")).expect(201).json();
        dataSet = UUID.fromString(answer.get("id").asString());
        contentHash = answer.get("content_hash").asString();
    }

    @AfterEach
    void delete() {
        meanwhile.close();
        tables.empty();
        dataSets.delete(dataSet);
    }

    /** Until another transaction waits for this one. */
    private void awaitWaiting() {
        Awaitility.await()
                .until(() -> jdbc.sql(
                                "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')")
                        .query(Boolean.class)
                        .single());
    }

    private Path files() {
        return dataSets.stored(contentHash).directory();
    }

    @Test
    void aDeletionThatComesDuringASubmissionWaitsForItAndIsRefused() {
        CompletableFuture<Boolean> deletion = transaction.execute(status -> {
            rangeTests.submit(SUBMISSION);
            CompletableFuture<Boolean> begun = CompletableFuture.supplyAsync(() -> dataSets.delete(dataSet), meanwhile);
            awaitWaiting();
            return begun;
        });
        assertThatThrownBy(deletion::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DataSetInUseException.class);
        assertThat(files()).isDirectory();
    }

    @Test
    void aSubmissionThatComesDuringADeletionWaitsForItAndIsRefused() {
        CompletableFuture<RangeTest> submission = transaction.execute(status -> {
            jdbc.sql("select from data_set where id = :id for update")
                    .param("id", dataSet)
                    .query()
                    .listOfRows();
            CompletableFuture<RangeTest> begun =
                    CompletableFuture.supplyAsync(() -> rangeTests.submit(SUBMISSION), meanwhile);
            awaitWaiting();
            dataSets.delete(dataSet);
            return begun;
        });
        assertThatThrownBy(submission::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InvalidValuesException.class);
        assertThat(jdbc.sql("select count(*) from run").query(Long.class).single())
                .isZero();
    }
}

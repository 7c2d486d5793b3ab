package dev.rangefinder.rangetest;

import dev.rangefinder.shared.Ids;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.SqlConditions;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Searches over range tests, newest first. */
@Service
public class RangeTestSearch {

    private final JdbcClient jdbc;
    private final RangeTestRepository rangeTests;

    RangeTestSearch(JdbcClient jdbc, RangeTestRepository rangeTests) {
        this.jdbc = jdbc;
        this.rangeTests = rangeTests;
    }

    /** What matches, up to one more than the page holds. */
    @Transactional(readOnly = true)
    public List<RangeTest> find(RangeTestCriteria search, PageRequest page) {
        return find(search.where(), page);
    }

    List<RangeTest> find(SqlConditions where, PageRequest page) {
        where.and("id < :page", "page", page.before());
        List<UUID> ids = jdbc.sql(sql(where))
                .params(where.values())
                .param("limit", page.size() + 1)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        return Ids.inOrder(ids, rangeTests.findAllById(ids), RangeTest::getId);
    }

    static String sql(SqlConditions where) {
        return "select id from range_test where %s order by id desc limit :limit".formatted(where.sql());
    }
}

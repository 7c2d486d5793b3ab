package dev.rangefinder.lane.web;

import dev.rangefinder.run.QueueStatus;
import dev.rangefinder.run.QueueStatus.WaitingClient;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the clients whose runs wait for a slot of any lane. */
@RestController
@RequestMapping("/v1/queue")
class QueueController {

    private final QueueStatus queue;

    QueueController(QueueStatus queue) {
        this.queue = queue;
    }

    @GetMapping
    ResponseEntity<WaitingClients> list() {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new WaitingClients(queue.byClient()));
    }

    /** All of them; there are never so many that they need pages. */
    record WaitingClients(List<WaitingClient> items) {}
}

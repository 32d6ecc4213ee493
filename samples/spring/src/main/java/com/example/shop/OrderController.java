package com.example.shop;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Answers questions about orders. */
@RestController
public class OrderController {
    private final OrderService orders = new OrderService();

    @GetMapping("/orders/{id}/prices")
    public List<Integer> prices(@PathVariable String id) {
        return orders.paidPrices(id);
    }
}

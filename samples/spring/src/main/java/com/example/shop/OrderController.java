package com.example.shop;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Answers questions about orders. */
@RestController
public class OrderController {
    private final OrderService orders = new OrderService();

    @GetMapping("/orders/{id}/average")
    public int average(@PathVariable String id) {
        return orders.averagePrice(id);
    }
}

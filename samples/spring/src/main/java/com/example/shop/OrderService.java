package com.example.shop;

import java.util.List;
import java.util.Map;

/** Figures over the items of orders. */
public class OrderService {
    private static final Map<String, List<Integer>> PRICES = Map.of("full", List.of(2, 4), "empty", List.of());

    public int averagePrice(String id) {
        List<Integer> prices = PRICES.getOrDefault(id, List.of());
        int count = prices.size();
        int total = 0;
        for (int price : prices) {
            total += price;
        }
        return total / count;
    }
}

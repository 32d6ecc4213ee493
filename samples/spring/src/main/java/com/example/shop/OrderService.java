package com.example.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Figures over the items of orders. */
public class OrderService {
    private static final Map<String, List<Integer>> PRICES = Map.of("full", List.of(2, 4), "gift", List.of(0, 2, 0));

    /** The prices without the gifts. */
    public List<Integer> paidPrices(String id) {
        List<Integer> prices = new ArrayList<>(PRICES.getOrDefault(id, List.of()));
        for (Integer price : prices) {
            if (price == 0) {
                prices.remove(price);
            }
        }
        return prices;
    }
}

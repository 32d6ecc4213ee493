// A small shop with a bug: go run . PORT, with OPSFLOW_URL and OPSFLOW_SERVER_NAME.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"
)

type order struct{ prices []int }

var orders = map[string]*order{"full": {[]int{2, 4}}, "gift": nil}

func paidPrices(id string) []int {
	paid := []int{}
	for _, price := range orders[id].prices {
		if price > 0 {
			paid = append(paid, price)
		}
	}
	return paid
}

func main() {
	shop := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		prices := paidPrices(strings.Split(r.URL.Path, "/")[2])
		_ = json.NewEncoder(w).Encode(prices)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], answering(NewReporter().Wrap(shop))))
}

// As most frameworks do: a panic is answered, not a broken connection.
func answering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if recover() != nil {
				w.WriteHeader(http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

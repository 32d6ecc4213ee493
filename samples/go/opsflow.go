package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

const (
	maxWaiting   = 100
	maxAttempts  = 10
	timeout      = 5 * time.Second
	longestPause = time.Minute
)

type report struct {
	ServerName    string    `json:"serverName"`
	ServerIP      string    `json:"serverIp,omitempty"`
	ErrorType     string    `json:"errorType"`
	Message       string    `json:"message"`
	RequestMethod string    `json:"requestMethod"`
	RequestURL    string    `json:"requestUrl"`
	StackTrace    string    `json:"stackTrace"`
	Timestamp     time.Time `json:"timestamp"`
}

type waitingReport struct {
	id     string
	report report
}

// Reporter sends the panics of handlers to OpsFlow. It never delays, changes or fails the original answer: at most 100
// reports wait for one goroutine, further ones are dropped. A report that OpsFlow does not take is sent again with the
// same id, so that it is counted once.
type Reporter struct {
	url, serverName, secret string
	waiting                 chan waitingReport
	client                  http.Client
}

// NewReporter begins with OPSFLOW_URL, OPSFLOW_SERVER_NAME and OPSFLOW_WEBHOOK_SECRET.
func NewReporter() *Reporter {
	r := &Reporter{
		url:        strings.TrimRight(valueOf("OPSFLOW_URL", "http://127.0.0.1:8080"), "/"),
		serverName: valueOf("OPSFLOW_SERVER_NAME", "shop"),
		secret:     os.Getenv("OPSFLOW_WEBHOOK_SECRET"),
		waiting:    make(chan waitingReport, maxWaiting),
		client:     http.Client{Timeout: timeout},
	}
	go r.run()
	return r
}

// Wrap reports the panics of a handler and lets them go on.
func (r *Reporter) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		defer func() {
			if cause := recover(); cause != nil {
				if cause != http.ErrAbortHandler {
					r.report(cause, debug.Stack(), request)
				}
				panic(cause)
			}
		}()
		next.ServeHTTP(w, request)
	})
}

func (r *Reporter) report(cause any, stack []byte, request *http.Request) {
	one := waitingReport{newID(), report{
		ServerName: r.serverName, ErrorType: fmt.Sprintf("%T", cause), Message: fmt.Sprint(cause),
		RequestMethod: request.Method, RequestURL: request.URL.Path,
		StackTrace: fmt.Sprintf("panic: %v\n\n%s", cause, stack), Timestamp: time.Now().UTC(),
	}}
	select {
	case r.waiting <- one:
	default:
		log.Printf("opsflow: error report dropped: %d wait already", maxWaiting)
	}
}

func (r *Reporter) run() {
	for one := range r.waiting {
		if err := r.send(one); err != nil {
			log.Printf("opsflow: error report not sent: %v", err)
		}
	}
}

func (r *Reporter) send(one waitingReport) error {
	one.report.ServerIP = r.ownAddress()
	body, err := json.Marshal(one.report)
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		again, pause, err := r.try(one.id, body)
		if err == nil || !again || attempt == maxAttempts {
			return err
		}
		time.Sleep(max(pause, min(longestPause, time.Second<<(attempt-1))))
	}
}

func (r *Reporter) try(id string, body []byte) (again bool, pause time.Duration, err error) {
	request, err := http.NewRequest(http.MethodPost, r.url+"/api/v1/webhook/error", bytes.NewReader(body))
	if err != nil {
		return false, 0, err
	}
	// Standard Webhooks: the id stays when a report is sent again, the time is that of the attempt.
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("webhook-id", id)
	request.Header.Set("webhook-timestamp", timestamp)
	if r.secret != "" {
		mac := hmac.New(sha256.New, key(r.secret))
		mac.Write([]byte(id + "." + timestamp + "."))
		mac.Write(body)
		request.Header.Set("webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	answer, err := r.client.Do(request)
	if err != nil {
		return true, 0, err
	}
	answer.Body.Close()
	if answer.StatusCode < 300 {
		return false, 0, nil
	}
	seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
	again = answer.StatusCode >= 500 || answer.StatusCode == http.StatusTooManyRequests ||
		answer.StatusCode == http.StatusRequestTimeout
	return again, time.Duration(seconds) * time.Second, fmt.Errorf("OpsFlow answered %d", answer.StatusCode)
}

// The address of this machine that OpsFlow sees; nothing is sent to find it out.
func (r *Reporter) ownAddress() string {
	place, err := url.Parse(r.url)
	if err != nil {
		return ""
	}
	port := place.Port()
	if port == "" {
		port = "80"
	}
	probe, err := net.Dial("udp", net.JoinHostPort(place.Hostname(), port))
	if err != nil {
		return ""
	}
	defer probe.Close()
	return probe.LocalAddr().(*net.UDPAddr).IP.String()
}

func key(secret string) []byte {
	if rest, ok := strings.CutPrefix(secret, "whsec_"); ok {
		if decoded, err := base64.StdEncoding.DecodeString(rest); err == nil {
			return decoded
		}
	}
	return []byte(secret)
}

func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:])
	return hex.EncodeToString(id[:])
}

func valueOf(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

package com.example.shop;

import jakarta.servlet.http.HttpServletRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Reports exceptions to OpsFlow. It never delays, changes or fails the original answer: a report is queued for one
 * background thread, a full queue drops it, and the exception goes on as if nobody had looked.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public class ErrorReporter {
    private static final int QUEUE_LENGTH = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE_LENGTH),
            task -> {
                Thread thread = new Thread(task, "opsflow-reporter");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    private final URI url;
    private final String serverName;

    public ErrorReporter(
            @Value("${opsflow.url:http://127.0.0.1:8080}") String url,
            @Value("${opsflow.server-name:shop}") String serverName) {
        this.url = URI.create(url + "/api/v1/webhook/error");
        this.serverName = serverName;
    }

    @ExceptionHandler(Exception.class)
    public void report(Exception exception, HttpServletRequest request) throws Exception {
        String method = request.getMethod();
        String path = request.getRequestURI();
        sender.execute(() -> send(exception, method, path));
        // Spring goes on with the original exception when a handler throws it again.
        throw exception;
    }

    private void send(Exception exception, String method, String path) {
        try {
            StringWriter trace = new StringWriter();
            exception.printStackTrace(new PrintWriter(trace));
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("serverName", serverName);
            report.put("serverIp", InetAddress.getLoopbackAddress().getHostAddress());
            report.put("errorType", exception.getClass().getName());
            report.put("message", String.valueOf(exception.getMessage()));
            report.put("requestMethod", method);
            report.put("requestUrl", path);
            report.put("stackTrace", trace.toString());
            report.put("timestamp", Instant.now().toString());
            HttpRequest post = HttpRequest.newBuilder(url)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(report)))
                    .build();
            http.send(post, HttpResponse.BodyHandlers.discarding());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // Reporting must never add an error of its own; the application's log has the original one.
            System.getLogger("opsflow").log(System.Logger.Level.WARNING, "error report not sent: " + e.getMessage());
        }
    }
}

package com.example.shop;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Reports exceptions to OpsFlow. It never delays, changes or fails the original answer: a report is queued for one
 * background thread, a full queue drops it, and the exception goes on as if nobody had looked. A report that OpsFlow does
 * not take is sent again with the same id, so that it is counted once.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public class ErrorReporter {
    private static final int QUEUE_LENGTH = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

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
    private final String secret;

    public ErrorReporter(
            @Value("${opsflow.url:http://127.0.0.1:8080}") String url,
            @Value("${opsflow.server-name:shop}") String serverName,
            @Value("${opsflow.webhook-secret:}") String secret) {
        this.url = URI.create(url + "/api/v1/webhook/error");
        this.serverName = serverName;
        this.secret = secret;
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
            report.put("serverIp", ownAddress());
            report.put("errorType", exception.getClass().getName());
            report.put("message", String.valueOf(exception.getMessage()));
            report.put("requestMethod", method);
            report.put("requestUrl", path);
            report.put("stackTrace", trace.toString());
            report.put("timestamp", Instant.now().toString());
            String id = UUID.randomUUID().toString();
            byte[] body = json.writeValueAsBytes(report);
            String reason = null;
            for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
                long pause = Math.min(LONGEST_PAUSE.toSeconds(), 1L << (attempt - 1));
                try {
                    HttpResponse<Void> answer = http.send(request(id, body), HttpResponse.BodyHandlers.discarding());
                    int status = answer.statusCode();
                    if (status < 300) {
                        return;
                    }
                    reason = "OpsFlow answered " + status;
                    if (status < 500 && status != 429 && status != 408) {
                        break;
                    }
                    pause = Math.max(pause, answer.headers().firstValueAsLong("Retry-After").orElse(0));
                } catch (IOException e) {
                    reason = e.toString();
                }
                if (attempt < MAX_ATTEMPTS) {
                    TimeUnit.SECONDS.sleep(pause);
                }
            }
            System.getLogger("opsflow").log(System.Logger.Level.WARNING, "error report not sent: " + reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // Reporting must never add an error of its own; the application's log has the original one.
            System.getLogger("opsflow").log(System.Logger.Level.WARNING, "error report not sent: " + e.getMessage());
        }
    }

    // Standard Webhooks: the id stays when a report is sent again, the time is that of the attempt.
    private HttpRequest request(String id, byte[] body) throws GeneralSecurityException {
        String timestamp = String.valueOf(Instant.now().getEpochSecond());
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", timestamp)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!secret.isEmpty()) {
            byte[] key = secret.startsWith("whsec_")
                    ? Base64.getDecoder().decode(secret.substring("whsec_".length()))
                    : secret.getBytes(StandardCharsets.UTF_8);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            request.header("webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
        }
        return request.build();
    }

    // The address of this machine that OpsFlow sees; nothing is sent to find it out.
    private String ownAddress() {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort()));
            return probe.getLocalAddress().getHostAddress();
        } catch (IOException | UncheckedIOException e) {
            return null;
        }
    }
}

using System.Globalization;
using System.Net;
using Octokit;
using Octokit.Internal;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>Octokit with what it lacks: cancellation of typed calls, and one kind of exception that says when to come back.</summary>
internal sealed class GitHubCalls
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);
    private readonly AsyncLocal<CancellationToken> _stop = new();
    private readonly Octokit.GitHubClient _client;

    public GitHubCalls(HttpMessageHandler handler, GitHubOptions options, string? token)
    {
        var adapter = new HttpClientAdapter(() => new CallHandler(handler, _stop));
        adapter.SetRequestTimeout(s_timeout);
        // The usual constructor appends a path to any address but github.com's.
        _client = new Octokit.GitHubClient(new Connection(
            new ProductHeaderValue("OpsFlow"),
            options.ApiUrl,
            new InMemoryCredentialStore(token is null ? Credentials.Anonymous : new Credentials(token, AuthenticationType.Bearer)),
            adapter,
            new SimpleJsonSerializer()));
    }

    public async Task<T?> FindAsync<T>(Func<IGitHubClient, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await RunAsync(call, cancellationToken);
        }
        catch (GitHubException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<T> RunAsync<T>(Func<IGitHubClient, Task<T>> call, CancellationToken cancellationToken)
    {
        _stop.Value = cancellationToken;
        try
        {
            return await call(_client);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitHubException(HttpStatusCode.GatewayTimeout, $"GitHub did not answer within {s_timeout.TotalSeconds} s: {e.Message}");
        }
        catch (ApiException e)
        {
            throw Translate(e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or HttpRequestException or GitHubException))
        {
            // Octokit reads answers without checking them: broken JSON, another shape or an unknown name throws anything.
            throw new GitHubException(HttpStatusCode.BadGateway, $"GitHub's answer cannot be read: {e.Message}");
        }
    }

    private static GitHubException Translate(ApiException e)
    {
        var errors = e.ApiError?.Errors?.Select(x => x.Message ?? $"{x.Resource}.{x.Field}: {x.Code}") ?? [];
        var said = string.Join("; ", [e.Message, .. errors]);
        return new GitHubException(e.StatusCode, $"GitHub answered {(int)e.StatusCode}: {said}", RetryAfter(e));
    }

    private static TimeSpan? RetryAfter(ApiException e)
    {
        var now = DateTimeOffset.UtcNow;
        var header = e.HttpResponse?.Headers?
            .FirstOrDefault(h => h.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value;
        if (int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, out var date))
        {
            return date > now ? date - now : TimeSpan.Zero;
        }

        return e switch
        {
            RateLimitExceededException limit when limit.Reset > now => limit.Reset - now,
            RateLimitExceededException or SecondaryRateLimitExceededException or AbuseException => TimeSpan.FromMinutes(1),
            _ => null,
        };
    }

    // The inner handler belongs to a pool and outlives this one.
    private sealed class CallHandler(HttpMessageHandler pooled, AsyncLocal<CancellationToken> stop) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _invoker = new(pooled, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", "2022-11-28");
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Value);
            return await _invoker.SendAsync(request, linked.Token);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _invoker.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

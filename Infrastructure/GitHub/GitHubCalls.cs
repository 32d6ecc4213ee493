using System.Net;
using Octokit;
using Octokit.Internal;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>
/// Octokit with what it lacks: cancellation of typed calls, and one kind of exception that says when to come back.
/// </summary>
internal sealed class GitHubCalls
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);
    private readonly AsyncLocal<CancellationToken> _stop = new();
    private readonly Octokit.GitHubClient _client;
    private readonly string _repository;
    private readonly bool _hasToken;
    private volatile bool _wasAnswered;

    public GitHubCalls(HttpMessageHandler handler, GitHubOptions options, string repository, string? token)
    {
        (_repository, _hasToken) = (repository, token is not null);
        var adapter = new HttpClientAdapter(() => new CallHandler(handler, options.ApiUrl, _stop));
        adapter.SetRequestTimeout(s_timeout);
        // The usual constructor appends a path to any address but github.com's.
        _client = new Octokit.GitHubClient(new Connection(
            new ProductHeaderValue("OpsFlow"),
            options.ApiUrl,
            new InMemoryCredentialStore(
                token is null ? Credentials.Anonymous : new Credentials(token, AuthenticationType.Bearer)),
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
            var answer = await call(_client);
            _wasAnswered = true;
            return answer;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitHubException(
                HttpStatusCode.GatewayTimeout, $"GitHub did not answer within {s_timeout.TotalSeconds} s: {e.Message}");
        }
        catch (ApiException e)
        {
            throw GitHubFaults.Of(e, new(_repository, _hasToken, _wasAnswered), DateTimeOffset.UtcNow);
        }
        catch (HttpRequestException e)
        {
            throw new GitHubException(HttpStatusCode.ServiceUnavailable, GitHubWords.FormatUnreachable(e.Message));
        }
        catch (Exception e) when (e is not (OperationCanceledException or GitHubException))
        {
            // Octokit reads answers without checking them: broken JSON, another shape or an unknown name throws
            // anything.
            throw new GitHubException(HttpStatusCode.BadGateway, $"GitHub's answer cannot be read: {e.Message}");
        }
    }

    // The inner handler belongs to a pool and outlives this one.
    private sealed class CallHandler(HttpMessageHandler pooled, Uri api, AsyncLocal<CancellationToken> stop)
        : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _invoker = new(pooled, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // Octokit follows a redirect with the token as long as the host's name is the same.
            if (Uri.Compare(
                request.RequestUri, api, UriComponents.SchemeAndServer, UriFormat.Unescaped,
                StringComparison.OrdinalIgnoreCase) != 0)
            {
                request.Headers.Authorization = null;
            }

            request.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", "2022-11-28");
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Value);
            var response = await _invoker.SendAsync(request, linked.Token);
            if (response.Headers.Location is { IsAbsoluteUri: false } relative)
            {
                response.Headers.Location = new Uri(request.RequestUri!, relative);
            }

            if (response.IsSuccessStatusCode
                && GitHubFaults.IsPage(response.Content.Headers.ContentType?.MediaType))
            {
                response.Dispose();
                throw new GitHubException(HttpStatusCode.NotFound, GitHubWords.FormatWebPage((int)response.StatusCode));
            }

            return response;
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

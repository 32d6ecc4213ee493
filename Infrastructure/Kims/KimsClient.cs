using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OpsFlow.Platform.Timing;

namespace OpsFlow.Infrastructure.Kims;

/// <summary>
/// Asks a provider of interaction data over HTTP. No provider publishes its protocol; this one is ours, and a small
/// adapter in front of a licensed service speaks it: <c>GET version</c> gives <c>{"table","version"}</c>,
/// <c>POST interactions</c> with <c>{"pairs":[{"a","b"}]}</c> gives <c>{"table","version","interactions":[...]}</c>.
/// </summary>
public sealed class KimsClient(HttpClient client, KimsOptions options, TimeProvider time)
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Whether there is a provider at all.</summary>
    public bool IsConfigured => options.Url is not null;

    /// <summary>The name and version of the provider's data.</summary>
    /// <exception cref="KimsException">It does not answer as it should.</exception>
    public async Task<(string Table, string Version)> ReadVersionAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(new(HttpMethod.Get, Address("version")), cancellationToken);
        return (answer.Table!, answer.Version!);
    }

    /// <summary>The entries of some pairs; a pair without one is not among them.</summary>
    /// <exception cref="KimsException">It does not answer as it should.</exception>
    public async Task<(string Version, IReadOnlyList<KimsFact> Facts)> FindAsync(
        IReadOnlyList<(string A, string B)> pairs, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address("interactions"))
        {
            Content = JsonContent.Create(new { pairs = pairs.Select(p => new { a = p.A, b = p.B }) }),
        };
        var answer = await AskAsync(request, cancellationToken);
        return (
            answer.Version!,
            answer.Interactions ?? throw new KimsException("The provider's answer has no list of interactions."));
    }

    private Uri Address(string path) => new($"{options.Url!.AbsoluteUri.TrimEnd('/')}/{path}");

    private async Task<Answer> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            if (options.ApiKey is { } key)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

            using var limit = new TimeLimit(s_timeout, time, cancellationToken);
            try
            {
                using var response = await client.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                response.EnsureSuccessStatusCode();
                if (response.Content.Headers.ContentLength > MaxAnswerBytes)
                {
                    throw new KimsException("The provider's answer is too large.");
                }

                await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, limit.Token);
                var answer = await response.Content.ReadFromJsonAsync<Answer>(s_json, limit.Token);
                return answer is { Table.Length: > 0, Version.Length: > 0 }
                    && answer.Interactions?.Contains(null!) != true
                    ? answer
                    : throw new KimsException("The provider's answer has no table and version.");
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new KimsException("The provider did not answer within 5 s.", e);
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or NotSupportedException
                or InvalidOperationException)
            {
                throw new KimsException($"The provider cannot be used: {e.Message}", e);
            }
        }
    }

    private sealed record Answer(string? Table, string? Version, IReadOnlyList<KimsFact>? Interactions);
}

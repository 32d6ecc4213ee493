using System.Net;
using System.Text;

namespace OpsFlow.Tests.Support;

/// <summary>Answers each request with what the script says, and remembers the requests.</summary>
public sealed class ScriptedHandler(Func<HttpRequestMessage, HttpResponseMessage> script) : HttpMessageHandler
{
    public List<string> Requests { get; } = [];

    public static HttpResponseMessage Json(
        HttpStatusCode status, string text, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(
            status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        return Task.FromResult(script(request));
    }
}

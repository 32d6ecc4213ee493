using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OpsFlow.Api.Documentation;

namespace OpsFlow.Api.Platform;

/// <summary>Headers that keep the pages to themselves.</summary>
internal sealed partial class SecurityHeaders(RequestDelegate next)
{
    private const string Policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        // When the answer starts, as the handler of exceptions empties the headers.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = Policy;
            }

            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return Task.CompletedTask;
        });
        return context.Request.Path.StartsWithSegments(DocumentationEndpoints.Docs, out var rest) && !Path.HasExtension(rest)
            ? WithOwnScriptAsync(context)
            : next(context);
    }

    // The reference's page has a script of its own within it and styles itself; the policy names that very script.
    private async Task WithOwnScriptAsync(HttpContext context)
    {
        var body = context.Response.Body;
        using var page = new MemoryStream();
        context.Response.Body = page;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        var html = Encoding.UTF8.GetString(page.GetBuffer(), 0, (int)page.Length);
        var hashes = InlineScript().Matches(html).Select(m =>
            $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(m.Groups[1].Value)))}'");
        context.Response.Headers.ContentSecurityPolicy =
            $"{Policy}; script-src 'self'{string.Concat(hashes)}; style-src 'self' 'unsafe-inline'; font-src 'self' data:";
        page.Position = 0;
        await page.CopyToAsync(body, context.RequestAborted);
    }

    [GeneratedRegex("<script type=\"module\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex InlineScript();
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsFlow.Api.Tests.Documentation;

[Collection(AppFixture.Name)]
public sealed partial class DocsPageTests(AppFixture fixture)
{
    [Fact]
    public async Task Docs_Page_LoadsOnlyFromHereUnderAPolicyOfItsOwn()
    {
        using var response = await fixture.App.Http.GetAsync("docs/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var html = await response.Content.ReadAsStringAsync();
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe-inline'", policy, StringComparison.Ordinal);
        var script = Assert.Single(InlineScript().Matches(html)).Groups[1].Value;
        Assert.Contains(
            Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script))), policy, StringComparison.Ordinal);
        foreach (Match source in Source().Matches(html))
        {
            using var asset = await fixture.App.Http.GetAsync("docs/" + source.Groups[1].Value);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
        }
    }

    [Fact]
    public async Task OtherPages_Policy_AllowsNothingInline()
    {
        foreach (var path in new[] { "", "app.css", "api/v1/servers", "openapi/v1.json", "docs/scalar.js", "nowhere" })
        {
            using var response = await fixture.App.Http.GetAsync(path);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Document_Served_IsOpenApi()
    {
        var document = await fixture.App.Http.GetFromJsonAsync<JsonObject>("openapi/v1.json");
        Assert.StartsWith("3.", document!["openapi"]!.ToString(), StringComparison.Ordinal);
        Assert.NotNull(document["paths"]!["/api/v1/webhook/error"]!["post"]);
    }

    [GeneratedRegex("<script type=\"module\">(.+?)</script>", RegexOptions.Singleline)]
    private static partial Regex InlineScript();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Source();
}

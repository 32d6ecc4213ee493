using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OpsFlow.Api.Hosting;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Api.Tests.Documentation;

public sealed class OpenApiTests
{
    // What serves the document itself is not in it.
    private static readonly string[] Undocumented = ["/openapi/", "/docs", "/mcp"];

    [Fact]
    public async Task Document_AnswersInJson_HaveSchemasWithTheirProperties()
    {
        using var data = new TempFolder();
        await using var app = Build(data);
        await app.StartAsync();
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync();

        var answers = document.Paths.SelectMany(p => p.Value.Operations!
            .SelectMany(o => o.Value.Responses!.Where(r => r.Key[0] == '2' && r.Value.Content?.Count > 0)
                .Select(r => (Path: p.Key, Media: r.Value.Content!.Single())))).ToList();
        // A history is the engine's own JSON; everything else in JSON is described.
        var described = answers.Where(
            a => a.Media.Key == "application/json" && !a.Path.EndsWith("/history", StringComparison.Ordinal)).ToList();
        Assert.True(described.Count >= 14, $"only {described.Count} answers in JSON");
        Assert.All(described, a => Assert.True(a.Media.Value.Schema?.Properties?.Count > 0, a.Path));
        var detail = document.Paths["/api/v1/analyses/{id}"].Operations![HttpMethod.Get].Responses!["200"];
        Assert.Contains("patchHash", detail.Content!["application/json"].Schema!.Properties!.Keys);
    }

    [Fact]
    public async Task Document_EveryMappedEndpoint_IsListedWithNameSummaryAndAnswers()
    {
        using var data = new TempFolder();
        await using var app = Build(data);
        // The document knows the endpoints only once the pipeline is built.
        await app.StartAsync();
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync();
        var listed = document.Paths.SelectMany(p => p.Value.Operations!.Select(o => $"{o.Key.Method} {p.Key}")).Order();
        var mapped = ((IEndpointRouteBuilder)app).DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>()
            .Where(e => !Undocumented.Any(u => Path(e).StartsWith(u, StringComparison.Ordinal)))
            .SelectMany(
                e => e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(m => $"{m} {Path(e)}"))
            .ToList();

        Assert.True(mapped.Count >= 20, $"only {mapped.Count} endpoints are mapped");
        Assert.Equal(mapped.Order(), listed);
        var operations = document.Paths.SelectMany(p => p.Value.Operations!.Values).ToList();
        Assert.All(operations, o => Assert.False(string.IsNullOrEmpty(o.Summary)));
        Assert.All(operations, o => Assert.Contains(o.Responses!.Keys, status => status[0] == '2'));
        Assert.Equal(
            operations.Count, operations.Select(o => o.OperationId).Distinct().Count(id => !string.IsNullOrEmpty(id)));
        Assert.Equal(2, document.Components!.SecuritySchemes!.Count);
        Assert.Equal(2, document.Paths["/api/v1/servers"].Operations![HttpMethod.Get].Security!.Count);
        Assert.Null(document.Paths["/api/v1/webhook/error"].Operations![HttpMethod.Post].Security);
    }

    [Fact]
    public async Task Document_ScansAndWaste_HaveExamplesThatFitTheirSchemas()
    {
        using var data = new TempFolder();
        await using var app = Build(data);
        await app.StartAsync();
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync();

        var operations = document.Paths.SelectMany(p => p.Value.Operations!.Values)
            .Where(o => o.Tags?.Any(t => t.Name is "Scans" or "Characters" or "Waste") == true).ToList();
        Assert.True(operations.Count >= 13, $"only {operations.Count} operations");
        foreach (var operation in operations)
        {
            var bodies = operation.Responses!.Where(r => r.Key[0] == '2').Select(r => r.Value.Content)
                .Append(operation.RequestBody?.Content)
                .SelectMany(c => c ?? new Dictionary<string, OpenApiMediaType>())
                .Where(m => m.Key != "image/svg+xml");
            foreach (var (type, media) in bodies)
            {
                Assert.True(media.Example is not null, $"{operation.OperationId} shows no {type}");
                // No example may tell of what is not there.
                if (media.Example is JsonObject shown)
                {
                    Assert.Subset(media.Schema!.Properties!.Keys.ToHashSet(), shown.Select(p => p.Key).ToHashSet());
                }
            }
        }

        var scan = operations.Single(o => o.OperationId == "CreateScan");
        Assert.Equal(["application/json", "multipart/form-data"], scan.RequestBody!.Content!.Keys.Order());
        Assert.Equal("binary", scan.RequestBody.Content["multipart/form-data"].Schema!.Properties!["image"].Format);
    }

    [Fact]
    public async Task Document_PropertiesThatMayBeNull_AreNotRequired()
    {
        using var data = new TempFolder();
        await using var app = Build(data);
        await app.StartAsync();
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync();

        var schemas = document.Components!.Schemas!;
        var wrong = schemas.SelectMany(s => (s.Value.Required ?? new HashSet<string>())
            .Where(name => s.Value.Properties is { } known && known.TryGetValue(name, out var p) && MayBeNull(p))
            .Select(name => $"{s.Key}.{name}"));
        Assert.Empty(wrong);
        Assert.Contains("id", schemas["AnalysisSummary"].Required!);
        Assert.Contains(schemas["ServerView"].Properties!, p => MayBeNull(p.Value));
    }

    private static bool MayBeNull(IOpenApiSchema schema) =>
        schema.Type is { } type && type.HasFlag(JsonSchemaType.Null)
        || (schema.OneOf ?? []).Concat(schema.AnyOf ?? []).Any(s => s.Type == JsonSchemaType.Null);

    private static WebApplication Build(TempFolder data)
    {
        var reader = new SettingsReader(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["DATA"] = data.Path,
                ["PORT"] = "0",
                ["TEMPORAL_PORT"] = "0",
                ["WORKERS"] = "false",
            })
            .Build());
        return OpsFlowApp.Build(AppSettings.Read(reader), reader);
    }

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');
}

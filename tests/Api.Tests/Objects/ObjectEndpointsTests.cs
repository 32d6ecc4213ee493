using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OpsFlow.Api.Tests.ScanChain;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Store;

namespace OpsFlow.Api.Tests.Objects;

/// <summary>Links to pictures: they need no sign-in, and end by themselves.</summary>
[Collection(AppFixture.Name)]
public sealed class ObjectEndpointsTests(AppFixture fixture)
{
    [Fact]
    public async Task Get_LinkOfAPicture_WorksForAnybodyUntilItEnds()
    {
        var id = await fixture.App.Http.ScanAsync(hint: "캔");
        var link = (await fixture.App.Http.GetScanAsync(id))["image"]!.ToString();
        using var anybody = new HttpClient { BaseAddress = fixture.App.Http.BaseAddress };
        using (var picture = await anybody.GetAsync(link.TrimStart('/')))
        {
            Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
            Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        }

        // The same picture by a link that has ended, made with the program's own keys.
        await using var services = new ServiceCollection().AddLogging()
            .AddOpsFlowStore(new StoreOptions { DataFolder = fixture.Data, PostgresConnectionString = null })
            .AddSingleton<ObjectLinks>().BuildServiceProvider();
        var links = services.GetRequiredService<ObjectLinks>();
        var (key, type) = links.Open(link[(link.LastIndexOf('/') + 1)..])!.Value;
        foreach (var (lifetime, status) in new[]
        {
            (TimeSpan.FromMinutes(1), HttpStatusCode.OK), (TimeSpan.FromSeconds(-1), HttpStatusCode.NotFound),
        })
        {
            using var answer = await anybody.GetAsync(links.PathOf(key, type, lifetime).TrimStart('/'));
            Assert.Equal(status, answer.StatusCode);
        }
    }
}

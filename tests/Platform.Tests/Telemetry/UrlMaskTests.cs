using System.Diagnostics;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Tests.Telemetry;

public sealed class UrlMaskTests
{
    [Theory]
    [InlineData("https://hooks.slack.com/a/T0/1/aBcDeFgHiJkLmNoPqRsTuVwX", "https://hooks.slack.com/a/T0/1/*")]
    [InlineData("https://h.example/aBcDeFgHiJkLmNoPqRsTuVwX/x?*", "https://h.example/*/x?*")]
    [InlineData("https://a-long-name-of-a-host.example/repos/a/b", "https://a-long-name-of-a-host.example/repos/a/b")]
    [InlineData("https://a-long-name-of-a-host.example", "https://a-long-name-of-a-host.example")]
    public void OnEnd_LongPartsOfAPath_AreMasked(string url, string expected)
    {
        using var source = new ActivitySource("UrlMaskTests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = source.StartActivity("POST", ActivityKind.Client)!;
        span.SetTag("url.full", url);
        using var mask = new UrlMask();

        mask.OnEnd(span);

        Assert.Equal(expected, span.GetTagItem("url.full"));
    }
}

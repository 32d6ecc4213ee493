using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry;

namespace OpsFlow.Platform.Telemetry;

/// <summary>
/// Masks what is long in the addresses that spans of calls to others have. Some services take an address for a
/// password, Slack one for private answers; what is long enough for that is of no use to whoever reads a trace.
/// </summary>
internal sealed partial class UrlMask : BaseProcessor<Activity>
{
    private const string Tag = "url.full";

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Client && data.GetTagItem(Tag) is string url)
        {
            data.SetTag(Tag, Long().Replace(url, "/*"));
        }
    }

    [GeneratedRegex("/[^/?#]{20,}(?=[/?#]|$)(?<!//[^/]*)")]
    private static partial Regex Long();
}

using OpsFlow.Engine.Tests.External;

namespace OpsFlow.Engine.Tests.WebUi;

/// <summary>A test with the official Web UI in a real browser; skipped, with the reason, where one is missing.</summary>
public sealed class WebUiFactAttribute : FactAttribute
{
    internal const string Program = "temporal-ui-server";

    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    public WebUiFactAttribute() => Skip = Problem;

    internal static string? Browser { get; } = Environment.GetEnvironmentVariable("CHROMIUM")
        ?? Browsers.Select(Programs.Find).FirstOrDefault(p => p is not null);

    internal static string? Problem { get; } =
        Programs.Find(Program) is null
            ? $"{Program} is neither on PATH nor in ../shared/bin: the official Web UI was not tried."
            : Browser is null ? "Chromium is not installed (Debian package chromium)." : null;
}

using OpsFlow.Api.Errors;

namespace OpsFlow.Console.Tests;

/// <summary>A test in a real browser; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public BrowserFactAttribute() => Skip = Problem;

    public static string? Browser { get; } =
        Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.FirstOrDefault(File.Exists);

    /// <summary>Why there is no browser; null when there is one.</summary>
    public static string? Problem { get; } = Browser is null ? "Chromium is not installed (Debian package chromium)." : null;
}

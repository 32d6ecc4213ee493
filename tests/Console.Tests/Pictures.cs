using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>
/// Screenshots, when they are asked for: <c>OPSFLOW_SCREENSHOTS=docs/screenshots dotnet test tests/Console.Tests</c>.
/// </summary>
internal static class Pictures
{
    // What README and docs show; with OPSFLOW_SCREENSHOTS_ALL=1 every page in every form.
    private static readonly Dictionary<string, string> s_shown = new()
    {
        ["overview-en-1440-dark"] = "overview",
        ["analyses-en-1440-light"] = "analyses",
        ["analysis-en-1440-light"] = "analysis",
        ["workflow-en-1440-light"] = "history",
        ["analysis-ko-375-dark"] = "phone",
        ["decision"] = "decision",
        ["prescriptions-en-1440-light"] = "board",
        ["scan-done-ko-375-light"] = "scan",
    };

    public static async Task TakeAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("OPSFLOW_SCREENSHOTS") is not { Length: > 0 } folder)
        {
            return;
        }

        var isAll = Environment.GetEnvironmentVariable("OPSFLOW_SCREENSHOTS_ALL") == "1";
        if (isAll || s_shown.TryGetValue(name, out _))
        {
            await page.ScreenshotAsync(new()
            {
                Path = Path.Combine(
                    Counterparts.RepositoryRoot, folder, $"{(isAll ? name : s_shown[name])}.png"),
                FullPage = isAll,
            });
        }
    }
}

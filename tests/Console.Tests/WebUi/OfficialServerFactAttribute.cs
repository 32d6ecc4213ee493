using OpsFlow.Api.Errors;
using OpsFlow.Api.Tests;

namespace OpsFlow.Console.Tests.WebUi;

/// <summary>A test with the official dev server in a real browser; skipped, with the reason, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OfficialServerFactAttribute : FactAttribute
{
    public OfficialServerFactAttribute() => Skip = BrowserFactAttribute.Problem
        ?? (File.Exists(Program) ? null : "The official Temporal dev server is not there (../shared/bin/temporal).");

    public static string Program { get; } = Path.Combine(AppProcess.Shared, "bin", "temporal");
}

namespace Temporalio.Api.Tests;

/// <summary>A test that needs node and npm; skipped, with the reason, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!path.Any(p => File.Exists(Path.Combine(p, "npm"))))
        {
            Skip = "npm is not installed; the published descriptor cannot be had.";
        }
    }
}

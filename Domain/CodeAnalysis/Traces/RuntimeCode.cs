using System.Collections.Frozen;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Tells the application's code from the language runtime's and from vendored libraries.</summary>
public static class RuntimeCode
{
    private static readonly string[] s_typePrefixes =
    [
        "java.", "javax.", "jdk.", "sun.", "com.sun.", "kotlin.", "kotlinx.", "scala.", "System.", "Microsoft.",
    ];

    private static readonly string[] s_goPackages =
    [
        "runtime", "runtime/debug", "net/http", "testing", "reflect", "sync", "database/sql", "encoding/json", "bufio",
        "io", "os", "fmt", "strings", "bytes", "sort", "slices", "maps", "context", "time", "net", "text/template",
        "html/template",
    ];

    private static readonly string[] s_pathParts =
    [
        "/usr/lib/python", "/usr/local/lib/python", "/lib/python3", "/lib64/python", "<frozen ", "/usr/local/go/src/",
        "/usr/lib/go", "/go/src/runtime/", "/src/runtime/", "node:", "internal/modules/", "internal/process/",
        "internal/timers", "internal/main/",
    ];

    private static readonly FrozenSet<string> s_vendorFolders = new[]
    {
        "vendor", "vendors", "node_modules", "third_party", "third-party", "thirdparty", "site-packages",
        "dist-packages", "bower_components", "external", "externals", "jspm_packages", "Godeps", "Pods", "_vendor",
        ".venv", "venv",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsRuntimeType(string function) =>
        s_typePrefixes.Any(p => function.StartsWith(p, StringComparison.Ordinal));

    public static bool IsRuntimeGo(string package) => s_goPackages.Contains(package);

    public static bool IsRuntimePath(string path) =>
        !IsInstalledPackage(path) && s_pathParts.Any(p => path.Contains(p, StringComparison.Ordinal));

    /// <summary>Installed libraries: not the runtime, but not the application either.</summary>
    public static bool IsInstalledPackage(string path) =>
        path.Contains("site-packages/", StringComparison.Ordinal)
            || path.Contains("dist-packages/", StringComparison.Ordinal);

    public static bool IsVendored(string path) => path.Split('/', '\\').SkipLast(1).Any(s_vendorFolders.Contains)
        || path.Contains("/pkg/mod/", StringComparison.Ordinal);
}

using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Tells the application's code from the language runtime's and from installed libraries.</summary>
public static class RuntimeCode
{
    private static readonly string[] s_typePrefixes =
    [
        "java.", "javax.", "jdk.", "sun.", "com.sun.", "kotlin.", "kotlinx.", "_COROUTINE.", "scala.", "System.",
        "Microsoft.",
    ];

    private static readonly FrozenSet<string> s_goPackages = new[]
    {
        "runtime", "runtime/debug", "net/http", "testing", "reflect", "sync", "database/sql", "encoding/json", "bufio",
        "io", "os", "fmt", "strings", "bytes", "sort", "slices", "maps", "context", "time", "net", "text/template",
        "html/template",
    }.ToFrozenSet();

    private static readonly string[] s_pathParts =
    [
        "/usr/lib/python", "/usr/local/lib/python", "/lib/python3", "/lib64/python", "<frozen ", "/usr/local/go/src/",
        "/usr/lib/go", "/rustc/",
    ];

    // Where it may be installed elsewhere, and Node's own files, which have no folder before them.
    private static readonly Regex s_path = new(
        @"^(?:node:|internal/(?:modules|process|main|timers|deps|bootstrap)\b)"
            + @"|(?:^|/)(?:go|Go|golang|go\d[\w.]*|libexec|x64)/src/runtime/|/Python3\d*/[Ll]ib/",
        RegexOptions.NonBacktracking);

    private static readonly FrozenSet<string> s_libraryFolders = new[]
    {
        "node_modules", "third_party", "third-party", "thirdparty", "site-packages", "dist-packages",
        "bower_components", "jspm_packages", "Godeps", "Pods", "_vendor", ".venv", "venv",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsRuntimeType(string function) =>
        s_typePrefixes.Any(p => function.StartsWith(p, StringComparison.Ordinal));

    public static bool IsRuntimeGo(string package) => s_goPackages.Contains(package);

    public static bool IsRuntimePath(string path) => !IsInstalledPackage(path)
        && (s_pathParts.Any(p => path.Contains(p, StringComparison.Ordinal))
            || s_path.IsMatch(path.Replace('\\', '/')));

    /// <summary>Installed libraries: not the runtime, but not the application either.</summary>
    public static bool IsInstalledPackage(string path) =>
        path.Contains("site-packages/", StringComparison.Ordinal)
            || path.Contains("dist-packages/", StringComparison.Ordinal);

    /// <summary>A folder of this name holds nothing but libraries, wherever it is.</summary>
    public static bool IsLibraryFolder(string name) => s_libraryFolders.Contains(name);

    /// <summary>
    /// By its path alone the file is a library's: <c>vendor/owner/library/file</c> is, <c>vendor/card.py</c> is code
    /// about vendors.
    /// </summary>
    public static bool IsVendored(string path)
    {
        var folders = path.Split('/', '\\')[..^1];
        var vendor = Array.IndexOf(folders, "vendor");
        return folders.Any(IsLibraryFolder) || (vendor >= 0 && vendor < folders.Length - 2)
            || path.Contains("/pkg/mod/", StringComparison.Ordinal) || IsPackageCache(path);
    }

    /// <summary>Where Cargo and Ruby keep installed packages.</summary>
    public static bool IsPackageCache(string path) => path.Contains("/.cargo/registry/", StringComparison.Ordinal)
        || (path.Contains("/ruby/", StringComparison.Ordinal) && path.Contains("/gems/", StringComparison.Ordinal));
}

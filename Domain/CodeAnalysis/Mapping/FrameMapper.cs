using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Mapping;

/// <summary>Maps the frames of a trace to files of a checkout.</summary>
public sealed class FrameMapper
{
    private const string GoCache = "/pkg/mod/";

    private static readonly string[] s_jvmEndings = [".java", ".kt", ".scala", ".groovy"];

    // Of an installed dependency only the very same path within the repository is the same file.
    private static readonly string[] s_installed = ["site-packages/", "dist-packages/"];

    private static readonly string[] s_scripts = [".mjs", ".cjs", ".jsx", ".js"];
    private static readonly string[] s_built = ["/dist/", "/build/", "/out/", "/lib/"];

    private static readonly Regex s_package = new(
        @"^\s*package\s+(?<name>[\w.`]+)", RegexOptions.NonBacktracking | RegexOptions.Multiline);

    private static readonly Regex s_module = new(
        @"^module\s+""?(?<name>[^\s""]+)", RegexOptions.NonBacktracking | RegexOptions.Multiline);

    private readonly CheckoutFiles _files;
    private readonly DependencyFolders _dependencies;
    private readonly string? _sourceRoot;
    private readonly LinkedFiles _linked;
    private readonly Func<string, string?> _read;
    private readonly Lazy<List<(string Name, string Folder)>> _goModules;

    // A recursion has the same frame a thousand times, and a look may read files.
    private readonly Dictionary<(StackFrame Frame, CodeLanguage Language), MappedFrame?> _mapped = [];

    /// <summary>Creates the mapper.</summary>
    /// <param name="files">The files of the checkout.</param>
    /// <param name="sourceRoot">The folder that holds the application, when it is not the root.</param>
    /// <param name="read">Reads a file's text, to tell files of one name apart; null tells them by their paths.</param>
    /// <param name="links">Symbolic links and submodules of the checkout.</param>
    public FrameMapper(
        IReadOnlyList<string> files, string? sourceRoot, Func<string, string?>? read = null,
        IReadOnlyCollection<SourceLink>? links = null)
    {
        _linked = new LinkedFiles(files, links ?? []);
        _files = new CheckoutFiles([.. files, .. _linked.Paths]);
        _dependencies = new DependencyFolders(files);
        _sourceRoot = string.IsNullOrWhiteSpace(sourceRoot) ? null : sourceRoot.Trim('/') + "/";
        _read = read ?? (_ => null);
        _goModules = new(GoModules);
    }

    /// <summary>The place of a frame, or null when it is not in the checkout.</summary>
    public MappedFrame? Map(StackFrame frame, CodeLanguage language)
    {
        if (!_mapped.TryGetValue((frame, language), out var mapped))
        {
            _mapped[(frame, language)] = mapped = Look(frame, language);
        }

        return mapped;
    }

    /// <summary>The frames that are in the checkout, in their order.</summary>
    public IReadOnlyList<MappedFrame> Map(TraceException exception, CodeLanguage language) =>
        [.. exception.Frames.Select(f => Map(f, language)).OfType<MappedFrame>()];

    /// <summary>The file is a library's that is kept in the repository.</summary>
    public bool IsVendored(string path) => _dependencies.Contain(path);

    /// <summary>
    /// The innermost frame of the application whose file the checkout should have and does not: what comes after it in
    /// the trace is not where the error is.
    /// </summary>
    public MissingFrame? Missing(TraceException exception, CodeLanguage language)
    {
        var root = new Lazy<string?>(
            () => exception.Frames.Select(f => RootOf(f, language)).FirstOrDefault(r => r is not null));
        foreach (var frame in exception.Frames.Where(f => !f.IsRuntime && !f.IsGenerated && f.File.Length > 0))
        {
            var path = frame.File.Replace('\\', '/');
            if (_linked.SubmoduleOf(path) is var (submodule, rest))
            {
                return new MissingFrame(frame, $"{submodule}/{rest}", submodule);
            }

            if (Map(frame, language) is { } mapped)
            {
                if (!mapped.IsVendored)
                {
                    return null;
                }
            }
            else if (root.Value is { } folder && path.StartsWith(folder, StringComparison.Ordinal)
                && !RuntimeCode.IsVendored(path) && !RuntimeCode.IsInstalledPackage(path))
            {
                return new MissingFrame(frame, path[folder.Length..], null);
            }
        }

        return null;
    }

    private MappedFrame? Look(StackFrame frame, CodeLanguage language)
    {
        if (IsElsewhere(frame, language))
        {
            return null;
        }

        // The lines of a built script are not those of its source.
        var (found, line) = Find(frame, language) is { } file
            ? (file, frame.Line)
            : (FindSource(frame.File.Replace('\\', '/')), 0);
        if (found is null)
        {
            return null;
        }

        var path = _linked.FileOf(found);
        return new MappedFrame(frame, path, line, IsVendored(path));
    }

    private bool IsElsewhere(StackFrame frame, CodeLanguage language) =>
        (frame.IsRuntime && !(IsJvm(language) && frame.File.Length > 0))
        || _linked.SubmoduleOf(frame.File.Replace('\\', '/')) is not null;

    private static bool IsJvm(CodeLanguage language) => language is CodeLanguage.Java or CodeLanguage.Kotlin;

    private string? Find(StackFrame frame, CodeLanguage language) =>
        IsJvm(language) ? FindJvm(frame) : FindPath(frame);

    // Where the checkout lay on the machine that failed, by a frame that is found with its whole path. Builds that hide
    // their folder call it the same for every package.
    private string? RootOf(StackFrame frame, CodeLanguage language)
    {
        var path = frame.File.Replace('\\', '/');
        return !IsElsewhere(frame, language) && Find(frame, language) is { } found && !IsVendored(found)
            && path.EndsWith("/" + found, StringComparison.Ordinal)
            && path[..^found.Length] is { Length: > 1 } root && root != "/_/"
                ? root
                : null;
    }

    // The trace has only the file's name; the package comes from the class.
    private string? FindJvm(StackFrame frame)
    {
        var outer = frame.Type.Split('$')[0];
        var dot = outer.LastIndexOf('.');
        var package = dot < 0 ? string.Empty : outer[..dot];
        if (frame.File.Length == 0)
        {
            return s_jvmEndings.Select(e => Choose(outer.Replace('.', '/') + e, isWhole: true))
                .FirstOrDefault(f => f is not null);
        }

        var folder = package.Length == 0 ? string.Empty : package.Replace('.', '/') + "/";
        return Choose(folder + frame.File, isWhole: package.Length > 0, frame.Line)
            ?? (package.Length > 0 ? OfPackage(frame, package) : null);
    }

    // Kotlin leaves the root package out of the folders: the file itself says which package it is of.
    private string? OfPackage(StackFrame frame, string package) => Best(
        [
            .. _files.Named(frame.File).Where(f => _read(f) is { } text
                && s_package.Match(text).Groups["name"].Value.Replace("`", string.Empty) == package),
        ],
        frame.Line);

    private string? FindPath(StackFrame frame)
    {
        if (frame.File.Length == 0)
        {
            return FindType(frame);
        }

        var path = frame.File.Replace('\\', '/').Split('?')[0];
        foreach (var folder in s_installed)
        {
            var at = path.IndexOf(folder, StringComparison.Ordinal);
            if (at >= 0)
            {
                return Choose(path[(at + folder.Length)..], isWhole: true, frame.Line);
            }
        }

        var cache = path.IndexOf(GoCache, StringComparison.Ordinal);
        if (cache >= 0)
        {
            return FindGoModule(path[(cache + GoCache.Length)..], frame.Line);
        }

        var library = path.LastIndexOf("node_modules/", StringComparison.Ordinal);
        library = library < 0 && RuntimeCode.IsVendored(path)
            ? ("/" + path).IndexOf("/vendor/", StringComparison.Ordinal)
            : library;
        return library >= 0 ? Choose(path[library..], isWhole: true, frame.Line)
            : RuntimeCode.IsPackageCache(path) ? null
            : Choose(path, isWhole: false, frame.Line);
    }

    // example.com/owner/name@v1.2.3/file.go is the repository's only when that module is.
    private string? FindGoModule(string versioned, int line)
    {
        var path = string.Join('/', versioned.Split('/').Select(p => p.Split('@')[0]));
        foreach (var (name, folder) in _goModules.Value)
        {
            if (path.StartsWith(name + "/", StringComparison.Ordinal))
            {
                return Choose(folder + path[(name.Length + 1)..], isWhole: true, line);
            }
        }

        return _goModules.Value.Count == 0 && _files.FindBySuffix(path).Shared > 1
            ? Choose(path, isWhole: false, line)
            : Choose("vendor/" + path, isWhole: true, line);
    }

    private List<(string Name, string Folder)> GoModules() =>
    [
        .. _files.Named("go.mod").Where(f => !IsVendored(f))
            .Select(f => (Name: s_module.Match(_read(f) ?? string.Empty).Groups["name"].Value, f[..^"go.mod".Length]))
            .Where(m => m.Name.Length > 0),
    ];

    // dist/orders/store.js was made of src/orders/store.ts, dist/src/main.js of src/main.ts.
    private string? FindSource(string path)
    {
        var ending = s_scripts.FirstOrDefault(e => path.EndsWith(e, StringComparison.Ordinal));
        if (ending is null || path.Contains("node_modules/", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var folder in s_built)
        {
            var at = path.LastIndexOf(folder, StringComparison.Ordinal);
            if (at >= 0)
            {
                var rest = path[(at + folder.Length)..^ending.Length] + ending.Replace("js", "ts");
                return Choose("src/" + rest, isWhole: true) ?? Choose(rest, isWhole: true);
            }
        }

        return null;
    }

    // Without debug information .NET names only the type; a nested one is in the file of an outer one.
    private string? FindType(StackFrame frame)
    {
        var types = frame.Type.Split('.', '+');
        for (var i = types.Length - 1; i >= 0; i--)
        {
            if (types[i].Length > 0 && Choose(types[i] + ".cs", isWhole: false) is { } file
                && (i == types.Length - 1 || _read(file) is not { } text
                    || text.Contains(frame.Method, StringComparison.Ordinal)))
            {
                return file;
            }
        }

        return null;
    }

    private string? Choose(string path, bool isWhole, int line = 0)
    {
        var (files, shared) = _files.FindBySuffix(path);
        var parts = path.Split('/', '\\').Count(p => p.Length > 0 && p != ".");
        return isWhole && shared < parts ? null : Best(files, line);
    }

    /// <summary>Of several files of one name the likeliest; one without the line only where no other has it.</summary>
    private string? Best(IReadOnlyList<string> files, int line) => files
        .OrderByDescending(f => files.Count < 2 || line == 0 || HasLine(f, line))
        .ThenByDescending(f => _sourceRoot is not null && f.StartsWith(_sourceRoot, StringComparison.Ordinal))
        .ThenBy(IsVendored)
        .ThenBy(_linked.IsLinked)
        .ThenBy(f => f.Length)
        .ThenBy(f => f, StringComparer.Ordinal)
        .FirstOrDefault();

    private bool HasLine(string path, int line) =>
        _read(path) is not { } text || text.AsSpan().Count('\n') + 1 >= line;
}

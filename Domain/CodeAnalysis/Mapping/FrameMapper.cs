using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Mapping;

/// <summary>Maps the frames of a trace to files of a checkout.</summary>
public sealed class FrameMapper
{
    private static readonly string[] s_jvmEndings = [".java", ".kt", ".scala", ".groovy"];
    private readonly CheckoutFiles _files;
    private readonly string? _sourceRoot;
    private readonly LinkedFiles _linked;

    /// <summary>Creates the mapper.</summary>
    /// <param name="links">Symbolic links and submodules of the checkout.</param>
    public FrameMapper(
        IReadOnlyCollection<string> files, string? sourceRoot, IReadOnlyCollection<SourceLink>? links = null)
    {
        _linked = new LinkedFiles(files, links ?? []);
        _files = new CheckoutFiles(files.Concat(_linked.Paths));
        _sourceRoot = string.IsNullOrWhiteSpace(sourceRoot) ? null : sourceRoot.Trim('/') + "/";
    }

    /// <summary>The place of a frame, or null when it is not in the checkout.</summary>
    public MappedFrame? Map(StackFrame frame, CodeLanguage language)
    {
        if (Find(frame, language) is not { } found)
        {
            return null;
        }

        var path = _linked.FileOf(found);
        return new MappedFrame(frame, path, frame.Line, RuntimeCode.IsVendored(path));
    }

    /// <summary>The frames that are in the checkout, in their order.</summary>
    public IReadOnlyList<MappedFrame> Map(TraceException exception, CodeLanguage language) =>
        [.. exception.Frames.Select(f => Map(f, language)).OfType<MappedFrame>()];

    /// <summary>
    /// The innermost frame of the application whose file the checkout should have and does not: what comes after it in
    /// the trace is not where the error is.
    /// </summary>
    public MissingFrame? Missing(TraceException exception, CodeLanguage language)
    {
        var root = exception.Frames.Select(f => RootOf(f, language)).FirstOrDefault(r => r is not null);
        foreach (var frame in exception.Frames.Where(f => !f.IsRuntime && !f.IsGenerated && f.File.Length > 0))
        {
            var path = frame.File.Replace('\\', '/');
            if (_linked.SubmoduleOf(path) is var (submodule, rest))
            {
                return new MissingFrame(frame, $"{submodule}/{rest}", submodule);
            }

            if (Find(frame, language) is { } found)
            {
                if (!RuntimeCode.IsVendored(found))
                {
                    return null;
                }
            }
            else if (root is not null && path.StartsWith(root, StringComparison.Ordinal)
                && !RuntimeCode.IsVendored(path) && !RuntimeCode.IsInstalledPackage(path))
            {
                return new MissingFrame(frame, path[root.Length..], null);
            }
        }

        return null;
    }

    private string? Find(StackFrame frame, CodeLanguage language) =>
        frame.IsRuntime || _linked.SubmoduleOf(frame.File.Replace('\\', '/')) is not null ? null
        : language is CodeLanguage.Java or CodeLanguage.Kotlin ? FindJvm(frame)
        : FindPath(frame);

    // Where the checkout lay on the machine that failed, by a frame that is found with its whole path. Builds that hide
    // their folder call it the same for every package.
    private string? RootOf(StackFrame frame, CodeLanguage language)
    {
        var path = frame.File.Replace('\\', '/');
        return Find(frame, language) is { } found && !RuntimeCode.IsVendored(found)
            && path.EndsWith("/" + found, StringComparison.Ordinal)
            && path[..^found.Length] is { Length: > 1 } root && root != "/_/"
                ? root
                : null;
    }

    // The trace has only the file's name; the package comes from the class.
    private string? FindJvm(StackFrame frame)
    {
        var outer = frame.Type.Split('$')[0];
        var slash = outer.LastIndexOf('.');
        var folder = slash < 0 ? string.Empty : outer[..slash].Replace('.', '/') + "/";
        if (frame.File.Length > 0)
        {
            return Choose(folder + frame.File, whole: folder.Length > 0);
        }

        return s_jvmEndings.Select(e => Choose(outer.Replace('.', '/') + e, whole: true))
            .FirstOrDefault(f => f is not null);
    }

    private string? FindPath(StackFrame frame)
    {
        if (frame.File.Length == 0)
        {
            // Without debug information .NET names only the type.
            var type = frame.Type[(frame.Type.LastIndexOf('.') + 1)..].Split('+')[0];
            return type.Length > 0 ? Choose(type + ".cs", whole: false) : null;
        }

        // Of an installed package only the very same path within the repository is the same file.
        foreach (var folder in (string[])["site-packages/", "dist-packages/"])
        {
            var at = frame.File.IndexOf(folder, StringComparison.Ordinal);
            if (at >= 0)
            {
                return Choose(frame.File[(at + folder.Length)..], whole: true);
            }
        }

        var path = frame.File.Split('?')[0];
        var module = path.IndexOf("/pkg/mod/", StringComparison.Ordinal);
        return Choose(module >= 0 ? StripVersion(path[(module + 9)..]) : path, whole: false);
    }

    // github.com/owner/name@v1.2.3/file.go
    private static string StripVersion(string path) =>
        string.Join('/', path.Split('/').Select(p => p.Split('@')[0]));

    private string? Choose(string path, bool whole)
    {
        var (files, shared) = _files.FindBySuffix(path);
        var parts = path.Split('/', '\\').Count(p => p.Length > 0 && p != ".");
        if (whole && shared < parts)
        {
            return null;
        }

        return files
            .OrderByDescending(f => _sourceRoot is not null && f.StartsWith(_sourceRoot, StringComparison.Ordinal))
            .ThenBy(RuntimeCode.IsVendored)
            .ThenBy(_linked.IsLinked)
            .ThenBy(f => f.Length)
            .ThenBy(f => f, StringComparer.Ordinal)
            .FirstOrDefault();
    }
}

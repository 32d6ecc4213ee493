using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Mapping;

/// <summary>Maps the frames of a trace to files of a checkout.</summary>
public sealed class FrameMapper
{
    private static readonly string[] s_jvmEndings = [".java", ".kt", ".scala", ".groovy"];
    private readonly CheckoutFiles _files;
    private readonly string? _sourceRoot;

    /// <summary>Creates the mapper.</summary>
    public FrameMapper(IEnumerable<string> files, string? sourceRoot)
    {
        _files = new CheckoutFiles(files);
        _sourceRoot = string.IsNullOrWhiteSpace(sourceRoot) ? null : sourceRoot.Trim('/') + "/";
    }

    /// <summary>The place of a frame, or null when it is not in the checkout.</summary>
    public MappedFrame? Map(StackFrame frame, CodeLanguage language)
    {
        if (frame.IsRuntime)
        {
            return null;
        }

        var found = language is CodeLanguage.Java or CodeLanguage.Kotlin ? FindJvm(frame) : FindPath(frame);
        return found is null ? null : new MappedFrame(frame, found, frame.Line, RuntimeCode.IsVendored(found));
    }

    /// <summary>The frames that are in the checkout, in their order.</summary>
    public IReadOnlyList<MappedFrame> Map(TraceException exception, CodeLanguage language) =>
        [.. exception.Frames.Select(f => Map(f, language)).OfType<MappedFrame>()];

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
            .ThenBy(f => f.Length)
            .ThenBy(f => f, StringComparer.Ordinal)
            .FirstOrDefault();
    }
}

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>One frame of a trace.</summary>
public sealed record StackFrame
{
    /// <summary>The function as written, with its type or package.</summary>
    public string Function { get; init; } = string.Empty;

    /// <summary>The type or package part of <see cref="Function"/>, or empty.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>The last part of <see cref="Function"/>.</summary>
    public string Method { get; init; } = string.Empty;

    /// <summary>File path or name as written, or empty.</summary>
    public string File { get; init; } = string.Empty;

    /// <summary>Line from 1; 0 is unknown.</summary>
    public int Line { get; init; }

    /// <summary>Column from 1; 0 is unknown.</summary>
    public int Column { get; init; }

    /// <summary>The source line where the trace shows it.</summary>
    public string Code { get; init; } = string.Empty;

    /// <summary>The code was made at run time: eval, templates, proxies, bytecode.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>The frame belongs to the language's runtime or standard library.</summary>
    public bool IsRuntime { get; init; }
}

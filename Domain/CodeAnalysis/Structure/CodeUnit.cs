namespace OpsFlow.Domain.CodeAnalysis.Structure;

/// <summary>A class or function of a source file.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="QualifiedName">Its name with those of the classes and functions round it, joined by dots.</param>
/// <param name="IsType">A class, interface or the like; else a function.</param>
/// <param name="FirstLine">First line, from 1.</param>
public sealed record CodeUnit(string Name, string QualifiedName, bool IsType, int FirstLine, int LastLine)
{
    /// <summary>True when the line lies in it.</summary>
    public bool Contains(int line) => line >= FirstLine && line <= LastLine;
}

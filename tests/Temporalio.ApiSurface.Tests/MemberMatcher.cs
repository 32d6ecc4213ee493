using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Temporalio.ApiSurface.Tests;

/// <summary>Finds the member of a type that a declaration describes.</summary>
public static class MemberMatcher
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Whether the type has the member as declared.</summary>
    /// <param name="type">The type at hand.</param>
    /// <param name="member">What it should have.</param>
    /// <returns>Null if it has; else what is wrong.</returns>
    public static string? Missing(Type type, OfficialMember member) => member.Declaration switch
    {
        ConstructorDeclarationSyntax c => type.GetConstructors(All & ~BindingFlags.Static).Any(x =>
            IsVisible(x, c.Modifiers) && ParametersMatch(c.ParameterList, x) && IsObsolete(c) == IsObsolete(x))
            ? null : "no such constructor",
        MethodDeclarationSyntax m => Method(type, m),
        OperatorDeclarationSyntax o => type.GetMethods(All).Any(x =>
            x.Name == OperatorName(o) && ParametersMatch(o.ParameterList, x)) ? null : "no such operator",
        PropertyDeclarationSyntax p => Property(type, p, member.Default),
        EventFieldDeclarationSyntax e => type.GetEvent(e.Declaration.Variables[0].Identifier.Text) is { } x
            && TypeMatcher.Matches(e.Declaration.Type, x.EventHandlerType!) ? null : "no such event",
        FieldDeclarationSyntax f => Field(type, f),
        EnumMemberDeclarationSyntax e => Enum.IsDefined(type, e.Identifier.Text) ? null : "no such value",
        var other => throw new NotSupportedException($"{other.Kind()}"),
    };

    /// <summary>Whether the parameters are the same: types, names, order, defaults.</summary>
    /// <param name="written">As declared.</param>
    /// <param name="actual">The method at hand.</param>
    /// <returns>True if so.</returns>
    public static bool ParametersMatch(ParameterListSyntax written, MethodBase actual)
    {
        var parameters = actual.GetParameters();
        return parameters.Length == written.Parameters.Count
            && written.Parameters.Zip(parameters).All(p => ParameterMatches(p.First, p.Second));
    }

    private static bool ParameterMatches(ParameterSyntax written, ParameterInfo actual) =>
        actual.Name == written.Identifier.Text
        && TypeMatcher.Matches(written.Type!, actual.ParameterType, Nullability.Create(actual))
        && actual.IsOut == written.Modifiers.Any(SyntaxKind.OutKeyword)
        && actual.IsDefined(typeof(ParamArrayAttribute)) == written.Modifiers.Any(SyntaxKind.ParamsKeyword)
        && (written.Default is null) != actual.HasDefaultValue
        && (written.Default is null || DefaultValue.Matches(
            written.Default.Value, EnumValue(actual), actual.ParameterType, actual.Member.DeclaringType!));

    // The default of an enum parameter is recorded as a number.
    private static object? EnumValue(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsEnum && parameter.RawDefaultValue is { } raw ? Enum.ToObject(type, raw) : parameter.DefaultValue;
    }

    private static string? Method(Type type, MethodDeclarationSyntax written)
    {
        var named = type.GetMethods(All).Where(m => m.Name == written.Identifier.Text).ToList();
        return named.Count == 0 ? "no such method"
            : named.Any(m => IsVisible(m, written.Modifiers)
                && m.IsStatic == written.Modifiers.Any(SyntaxKind.StaticKeyword)
                && IsOverridable(m) == (IsOverridable(written) || type.IsInterface)
                // Whether an interface's method has a body of its own is not in the list.
                && (m.IsAbstract == written.Modifiers.Any(SyntaxKind.AbstractKeyword) || type.IsInterface)
                && m.GetGenericArguments().Length == (written.TypeParameterList?.Parameters.Count ?? 0)
                && ParametersMatch(written.ParameterList, m)
                && TypeMatcher.Matches(written.ReturnType, m.ReturnType, Nullability.Create(m.ReturnParameter))
                && m.IsDefined(typeof(ExtensionAttribute)) == written.ParameterList.Parameters
                    .Any(p => p.Modifiers.Any(SyntaxKind.ThisKeyword))
                && (!written.Modifiers.Any(SyntaxKind.NewKeyword) || m.DeclaringType == type)
                && IsObsolete(written) == IsObsolete(m)) ? null
            : $"differs from {string.Join(" and ", named)}";
    }

    private static string? Property(Type type, PropertyDeclarationSyntax written, ExpressionSyntax? initial)
    {
        var property = type.GetProperties(All).FirstOrDefault(p =>
            p.Name == written.Identifier.Text && (!written.Modifiers.Any(SyntaxKind.NewKeyword) || p.DeclaringType == type));
        if (property?.GetMethod is not { } getter || !IsVisible(getter, written.Modifiers))
        {
            return "no such property";
        }

        if (!TypeMatcher.Matches(written.Type, property.PropertyType, Nullability.Create(property)))
        {
            return $"is a {property.PropertyType}";
        }

        if (getter.IsStatic != written.Modifiers.Any(SyntaxKind.StaticKeyword)
            || IsObsolete(written) != IsObsolete(property)
            || IsOverridable(getter) != (IsOverridable(written) || type.IsInterface))
        {
            return "static, virtual or obsolete differs";
        }

        if (SetterProblem(property, written) is { } problem)
        {
            return problem;
        }

        return initial is null || InitialMatches(type, property, initial) ? null : $"does not start as {initial}";
    }

    private static string? SetterProblem(PropertyInfo property, PropertyDeclarationSyntax written)
    {
        var accessor = written.AccessorList!.Accessors.FirstOrDefault(a => !a.IsKind(SyntaxKind.GetAccessorDeclaration));
        var setter = property.SetMethod is { } s && (s.IsPublic || s.IsFamily || s.IsFamilyOrAssembly) ? s : null;
        if (accessor is null || setter is null)
        {
            return accessor is null && setter is null ? null
                : accessor is null ? "has a setter" : "has no setter";
        }

        var isInit = setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return isInit == accessor.IsKind(SyntaxKind.InitAccessorDeclaration)
            && (accessor.Modifiers.Count == 0 || IsVisible(setter, accessor.Modifiers))
                ? null : "the setter differs";
    }

    private static bool InitialMatches(Type type, PropertyInfo property, ExpressionSyntax initial)
    {
        if (property.GetMethod!.IsStatic)
        {
            return DefaultValue.Matches(initial, property.GetValue(null), property.PropertyType, type);
        }

        return !TryCreate(type, out var instance)
            || DefaultValue.Matches(initial, property.GetValue(instance), property.PropertyType, type);
    }

    private static bool TryCreate(Type type, out object? instance)
    {
        instance = null;
        if (type.IsAbstract || type.ContainsGenericParameters)
        {
            return false;
        }

        var constructor = type.GetConstructors(All & ~BindingFlags.Static)
            .Where(c => c.GetParameters() is not [{ } only] || only.ParameterType != type)
            .OrderBy(c => c.GetParameters().Length).First();
        try
        {
            instance = constructor.Invoke([.. constructor.GetParameters().Select(p =>
                p.HasDefaultValue ? EnumValue(p)
                : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
            return true;
        }
        catch (TargetInvocationException)
        {
            return false;
        }
    }

    private static string? Field(Type type, FieldDeclarationSyntax written)
    {
        var variable = written.Declaration.Variables[0];
        return type.GetField(variable.Identifier.Text) is { } field
            && field.IsStatic == written.Modifiers.Any(SyntaxKind.StaticKeyword)
            && field.IsInitOnly == written.Modifiers.Any(SyntaxKind.ReadOnlyKeyword)
            && TypeMatcher.Matches(written.Declaration.Type, field.FieldType)
            && (variable.Initializer is null || DefaultValue.Matches(
                variable.Initializer.Value, field.GetValue(null), field.FieldType, type))
                ? null : "no such field";
    }

    private static string OperatorName(OperatorDeclarationSyntax o) => o.OperatorToken.Text switch
    {
        "==" => "op_Equality",
        "!=" => "op_Inequality",
        "<" => "op_LessThan",
        "<=" => "op_LessThanOrEqual",
        ">" => "op_GreaterThan",
        ">=" => "op_GreaterThanOrEqual",
        var other => throw new NotSupportedException(other),
    };

    private static bool IsOverridable(MethodBase method) => method is { IsVirtual: true, IsFinal: false };

    private static bool IsOverridable(MemberDeclarationSyntax written) => written.Modifiers.Any(m =>
        m.IsKind(SyntaxKind.VirtualKeyword) || m.IsKind(SyntaxKind.AbstractKeyword) || m.IsKind(SyntaxKind.OverrideKeyword));

    private static bool IsVisible(MethodBase method, SyntaxTokenList modifiers) =>
        modifiers.Any(SyntaxKind.ProtectedKeyword) && modifiers.Any(SyntaxKind.InternalKeyword) ? method.IsFamilyOrAssembly
        : modifiers.Any(SyntaxKind.ProtectedKeyword) ? method.IsFamily || method.IsFamilyOrAssembly
        : method.IsPublic;

    private static bool IsObsolete(MemberDeclarationSyntax written) =>
        written.AttributeLists.SelectMany(l => l.Attributes).Any(a => a.Name.ToString() == "Obsolete");

    private static bool IsObsolete(MemberInfo actual) => actual.IsDefined(typeof(ObsoleteAttribute));
}

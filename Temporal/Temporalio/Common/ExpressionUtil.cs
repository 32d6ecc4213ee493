using System.Linq.Expressions;
using System.Reflection;

namespace Temporalio.Common;

/// <summary>Takes calls apart that users write as lambda expressions, such as <c>wf => wf.RunAsync(arg)</c>.</summary>
internal static class ExpressionUtil
{
    /// <summary>The method that a lambda calls, with the arguments evaluated now.</summary>
    /// <param name="expression">A lambda whose body is one call, on its parameter or of a static method.</param>
    /// <returns>The method, as declared by the type called on, and the arguments.</returns>
    /// <exception cref="ArgumentException">The lambda is something else.</exception>
    public static (MethodInfo Method, IReadOnlyCollection<object?> Args) ExtractCall(LambdaExpression expression)
    {
        if (expression.Body is not MethodCallExpression call)
        {
            throw new ArgumentException("Expression must be a single method call");
        }

        CheckTarget(expression, call.Object, call.Method.IsStatic);
        var args = new object?[call.Arguments.Count];
        for (var i = 0; i < args.Length; i++)
        {
            args[i] = Evaluate(call.Arguments[i]);
        }

        return (Redeclared(call), args);
    }

    /// <summary>The method or property that a lambda reads.</summary>
    /// <param name="expression">A lambda whose body is one call or property access on its parameter.</param>
    /// <returns>The member and the arguments.</returns>
    /// <exception cref="ArgumentException">The lambda is something else.</exception>
    public static (MemberInfo Member, IReadOnlyCollection<object?> Args) ExtractMemberAccess(LambdaExpression expression)
    {
        if (expression.Body is MemberExpression { Member: PropertyInfo property } access)
        {
            CheckTarget(expression, access.Expression, access.Expression is null);
            return (access.Expression?.Type.GetProperty(
                property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) ?? property, []);
        }

        return ExtractCall(expression);
    }

    private static void CheckTarget(LambdaExpression expression, Expression? target, bool isStatic)
    {
        if (isStatic && expression.Parameters.Count > 0)
        {
            throw new ArgumentException("Static call expression must not have a lambda parameter");
        }

        if (!isStatic && (expression.Parameters.Count != 1 || target != expression.Parameters[0]))
        {
            throw new ArgumentException("Instance call expression must be called on the lambda parameter");
        }
    }

    // The compiler names the method that first declared it; an override's own attributes are what counts.
    private static MethodInfo Redeclared(MethodCallExpression call)
    {
        var type = call.Object?.Type;
        if (type is null || type == call.Method.DeclaringType || call.Method.IsGenericMethod)
        {
            return call.Method;
        }

        return type.GetMethod(
            call.Method.Name,
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
            [.. call.Method.GetParameters().Select(p => p.ParameterType)]) ?? call.Method;
    }

    private static object? Evaluate(Expression expression) => IsPlain(expression)
        ? Read(expression)
        : Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object)))
            .Compile(preferInterpretation: true)();

    /// <summary>
    /// Whether an expression can be evaluated by reflection: captured variables, members, constructors and calls, which
    /// most arguments are made of. Compiling one costs a hundred times as much, at each call.
    /// </summary>
    private static bool IsPlain(Expression expression) => expression switch
    {
        ConstantExpression => true,
        MemberExpression { Member: FieldInfo } access => access.Expression is null || IsPlain(access.Expression),
        // A getter or method of a struct may change the struct, which has to happen in place.
        MemberExpression { Member: PropertyInfo, Expression: var target } =>
            target is null || (!target.Type.IsValueType && IsPlain(target)),
        MethodCallExpression call => (call.Object is null || (!call.Object.Type.IsValueType && IsPlain(call.Object)))
            && ArePlain(call.Method, call.Arguments),
        NewExpression { Constructor: { } constructor } creation => ArePlain(constructor, creation.Arguments),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } cast =>
            cast.Type.IsAssignableFrom(cast.Operand.Type) && !IsNullable(cast) && IsPlain(cast.Operand),
        _ => false,
    };

    private static bool ArePlain(MethodBase method, IReadOnlyCollection<Expression> args) =>
        args.All(IsPlain) && !method.GetParameters().Any(p => p.ParameterType.IsByRef);

    private static bool IsNullable(UnaryExpression cast) =>
        Nullable.GetUnderlyingType(cast.Type) is not null || Nullable.GetUnderlyingType(cast.Operand.Type) is not null;

    private static object? Read(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } access => field.GetValue(Target(access.Expression)),
        MemberExpression { Member: PropertyInfo property } access => property.GetValue(
            Target(access.Expression), BindingFlags.DoNotWrapExceptions, null, null, null),
        MethodCallExpression call => call.Method.Invoke(
            Target(call.Object), BindingFlags.DoNotWrapExceptions, null, [.. call.Arguments.Select(Read)], null),
        NewExpression creation => creation.Constructor!.Invoke(
            BindingFlags.DoNotWrapExceptions, null, [.. creation.Arguments.Select(Read)], null),
        UnaryExpression cast => Read(cast.Operand),
        _ => throw new InvalidOperationException($"{expression.NodeType} is not plain"),
    };

    // What the call itself would throw: reflection has an exception of its own.
#pragma warning disable CA2201
    private static object? Target(Expression? expression) => expression is null
        ? null
        : Read(expression) ?? throw new NullReferenceException();
#pragma warning restore CA2201
}

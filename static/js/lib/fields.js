// The fields of a form, with the name and value of the pressed button. Safari before 16.4 and other browsers of its
// time ignore the second argument of FormData, so the button is added here.

export function fieldsOf(form, submitter) {
  const fields = new FormData(form);
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  return fields;
}

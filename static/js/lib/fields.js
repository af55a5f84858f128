// What a form says, with the name and value of the button that was pressed. Safari before 16.4 and other
// browsers of its time ignore the second argument of FormData, so the button is added here.

export function fieldsOf(form, submitter) {
  const fields = new FormData(form);
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  return fields;
}
